namespace Studio.Engine.Runtime;

/// <summary>An operator of the runtime's own, called from within one of ours. Float32 in and out.</summary>
internal sealed unsafe class RuntimeOperator : IDisposable
{
    private readonly nint _op;
    private readonly int _inputs;

    /// <param name="info">Of the kernel that it is called from.</param>
    /// <param name="version">The operator's, not the opset's.</param>
    public RuntimeOperator(nint info, string name, int version, int inputs, ReadOnlySpan<OrtAttribute> attributes)
    {
        var doing = $"Preparing {name}";
        _inputs = inputs;
        using var strings = new NativeStrings();
        var created = new List<AttributeHandle>(attributes.Length);
        try
        {
            foreach (var attribute in attributes)
                created.Add(attribute.Create(strings, doing));
            var type = (int)ElementType.Float32;
            fixed (nint* list = created.ConvertAll(static attribute => attribute.Value).ToArray())
            {
                OrtStatus.Check(OrtApi.CreateOp(info, strings.Utf8(name), strings.Utf8(""), version, strings.Utf8List(["T"]), &type, 1,
                    list, created.Count, inputs, 1, out _op), doing);
            }
        }
        finally
        {
            created.ForEach(static attribute => attribute.Dispose());
        }
    }

    /// <summary>The inputs of the call that is going on, as they are, to its output.</summary>
    public void Invoke(OrtKernelContext context, ReadOnlySpan<long> output)
    {
        var inputs = stackalloc nint[_inputs];
        for (var i = 0; i < _inputs; i++)
            inputs[i] = context.InputValue(i);
        var result = context.OutputValue(output);
        context.Check(OrtApi.InvokeOp(context.Pointer, _op, inputs, _inputs, &result, 1));
    }

    public void Dispose() => OrtApi.ReleaseOp(_op);
}
