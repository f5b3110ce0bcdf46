using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace TestingPack;

[Node("StubImage", DisplayName = "Stub image", Category = "Testing/Stub Nodes")]
public sealed class StubImage : INode<Image>
{
    [Input(Choices = ["WHITE", "BLACK", "NOISE"])]
    public required string Content { get; init; }

    [Input(Min = 1, Max = 16384, Step = 1)]
    public int Height { get; init; } = 512;

    [Input(Min = 1, Max = 16384, Step = 1)]
    public int Width { get; init; } = 512;

    [Input(Min = 1, Max = 4096, Step = 1)]
    public int BatchSize { get; init; } = 1;

    public Image Run(NodeContext context)
    {
        var image = Pixels.Constant(Content == "WHITE" ? 1 : 0, BatchSize, Height, Width);
        return Content == "NOISE" ? Pixels.Each(image, _ => Random.Shared.NextSingle()) : image;
    }
}

[Node("StubConstantImage", DisplayName = "Stub constant image", Category = "Testing/Stub Nodes")]
public sealed class StubConstantImage : INode<Image>
{
    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double Value { get; init; } = 0.5;

    [Input(Min = 1, Max = 16384, Step = 1)]
    public int Height { get; init; } = 512;

    [Input(Min = 1, Max = 16384, Step = 1)]
    public int Width { get; init; } = 512;

    [Input(Min = 1, Max = 4096, Step = 1)]
    public int BatchSize { get; init; } = 1;

    public Image Run(NodeContext context) => Pixels.Constant(Value, BatchSize, Height, Width);
}

[Node("StubMask", DisplayName = "Stub mask", Category = "Testing/Stub Nodes")]
public sealed class StubMask : INode<Mask>
{
    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double Value { get; init; } = 0.5;

    [Input(Min = 1, Max = 16384, Step = 1)]
    public int Height { get; init; } = 512;

    [Input(Min = 1, Max = 16384, Step = 1)]
    public int Width { get; init; } = 512;

    [Input(Min = 1, Max = 4096, Step = 1)]
    public int BatchSize { get; init; } = 1;

    public Mask Run(NodeContext context)
    {
        var values = new Tensor(BatchSize, Height, Width);
        values.Span.Fill((float)Value);
        return new Mask(values);
    }
}

[Node("StubInt", DisplayName = "Stub int", Category = "Testing/Stub Nodes")]
public sealed class StubInt : INode<long>
{
    [Input(Min = -4294967295, Max = 4294967295, Step = 1)]
    public long Value { get; init; }

    public long Run(NodeContext context) => Value;
}

[Node("StubFloat", DisplayName = "Stub float", Category = "Testing/Stub Nodes")]
public sealed class StubFloat : INode<double>
{
    [Input(Min = -1e38, Max = 1e38, Step = 0.01)]
    public double Value { get; init; }

    public double Run(NodeContext context) => Value;
}
