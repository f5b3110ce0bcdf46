using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Tensors;

namespace Studio.Tests.Support;

/// <summary>What tests of single nodes need.</summary>
internal static class NodeRuns
{
    /// <summary>A context for a node that runs alone.</summary>
    public static NodeContext Context(IProgress<ExecutionEvent>? events = null, IImageStore? store = null,
        CancellationToken cancellationToken = default)
    {
        var prompt = PromptParser.Parse("{}").Prompt!;
        var files = store is null ? RunFiles.None : RunFiles.None with { Pictures = store };
        return new NodeContext(new NodeRef("1", "Node"), new RunRequest("prompt", prompt, [], PreviewMethod: "none") { Files = files },
            events ?? new Recorder(), cancellationToken);
    }

    /// <summary>Numbers 0, 1, 2, ... of a shape.</summary>
    public static Tensor Counting(params int[] shape)
    {
        var tensor = new Tensor(shape);
        for (var i = 0; i < tensor.Length; i++)
            tensor.Span[i] = i;
        return tensor;
    }

    public static Tensor Values(int[] shape, params float[] values) => new(values, shape);

    public static Tensor Filled(float value, params int[] shape)
    {
        var tensor = new Tensor(shape);
        tensor.Span.Fill(value);
        return tensor;
    }

    public static Latent Latent(params int[] shape) => new(Counting(shape));

    public static Image Image(params int[] shape) => new(Counting(shape));

    /// <summary>The same shape, and values that differ by rounding only.</summary>
    public static void AssertSame(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape.ToArray(), actual.Shape.ToArray());
        Compare.AssertMaximumError(expected, actual, 1e-5);
    }
}
