namespace Studio.Engine.Runtime;

/// <summary>
/// As ONNX's Conv with filters of 3 x 3 and pads of 1: input [n,c,h,w], weight [k,c,3,3], bias [k] to [n,k,h,w]. Pictures of some size go
/// through <see cref="WinogradConvolution"/>; below, the transform of the filters costs more than it saves, and the runtime's Conv does it.
/// The size of one picture decides, so that the numbers do not depend on what else is in the batch.
/// </summary>
internal sealed unsafe class Conv3x3() : OwnOperator(OperatorName, ElementType.Float32, ElementType.Float32, ElementType.Float32)
{
    public const string OperatorName = "Conv3x3";

    private const int Axes = 4;
    private const int FewestTiles = 64;
    private const int ConvVersion = 11;

    public override long[]? Shape(IReadOnlyList<long[]> inputs) => inputs[0].Length == Axes && inputs[1].Length == Axes
        ? [inputs[0][0], inputs[1][0], inputs[0][2], inputs[0][3]]
        : null;

    public override IDisposable Prepare(nint info) => new RuntimeOperator(info, "Conv", ConvVersion, Inputs.Count,
        [OrtAttribute.Ints("kernel_shape", 3, 3), OrtAttribute.Ints("pads", 1, 1, 1, 1)]);

    public override void Compute(OrtKernelContext context, IDisposable? prepared)
    {
        var ((input, shape), (weight, filters), (bias, biases)) = (context.Input(0), context.Input(1), context.Input(2));
        if (shape.Length != Axes || biases.Length != 1 || !filters.AsSpan().SequenceEqual([biases[0], shape[1], 3, 3]))
            throw new EngineException(EngineError.Native, $"filters [{string.Join(", ", filters)}] for [{string.Join(", ", shape)}]");
        long[] result = [shape[0], filters[0], shape[2], shape[3]];
        var plan = new WinogradPlan((int)shape[0], (int)shape[1], (int)filters[0], (int)shape[2], (int)shape[3]);
        if (plan.TileRows * plan.TileColumns < FewestTiles || plan.Rows == 0)
        {
            ((RuntimeOperator)prepared!).Invoke(context, result);
            return;
        }
        var workers = Math.Max(1, OrtEnvironment.Current.Threads);
        var memory = new WinogradMemory(plan, workers);
        using var scratch = context.Rent(memory.Length);
        var tensors = new WinogradTensors((float*)input, (float*)weight, (float*)bias, context.Output(result), (float*)scratch.Address);
        new WinogradConvolution(plan, memory, tensors).Run((items, action) => context.ForEach(workers, items, action));
    }
}
