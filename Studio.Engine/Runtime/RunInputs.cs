namespace Studio.Engine.Runtime;

/// <summary>The inputs of one run as native values: made for it, or held while it lasts if they are on the device already.</summary>
internal sealed class RunInputs : IDisposable
{
    private readonly List<IDisposable> _used = [];

    /// <param name="typeOf">What the model declares for an input.</param>
    public RunInputs(ReadOnlySpan<NamedInput> inputs, Func<string, ElementType> typeOf)
    {
        Names = new string[inputs.Length];
        Pointers = new nint[inputs.Length];
        try
        {
            for (var i = 0; i < inputs.Length; i++)
            {
                Names[i] = inputs[i].Name;
                Pointers[i] = Add(inputs[i], typeOf(inputs[i].Name));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string[] Names { get; }

    public nint[] Pointers { get; }

    public void Dispose() => _used.ForEach(static value => value.Dispose());

    private nint Add(NamedInput input, ElementType type)
    {
        if (input.OnDevice is { } value)
        {
            var hold = new HandleHold(value.Handle);
            _used.Add(hold);
            return hold.Value;
        }
        var made = input.ToValue(type);
        _used.Add(made);
        return made.Pointer;
    }
}
