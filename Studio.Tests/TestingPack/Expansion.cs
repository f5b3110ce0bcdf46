using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace TestingPack;

/// <summary>Expands into two nodes that need each other.</summary>
[Node("TestDynamicDependencyCycle", DisplayName = "Dynamic dependency cycle", Category = "Testing/Nodes")]
public sealed class DynamicDependencyCycle : INode<NodeOutput<Image>>
{
    [Input(Name = "input1")]
    public required Image First { get; init; }

    [Input(Name = "input2")]
    public required Image Second { get; init; }

    public NodeOutput<Image> Run(NodeContext context)
    {
        var graph = context.NewGraph();
        var mask = graph.Node("StubMask").Set("value", 0.5).Set("height", 512L).Set("width", 512L).Set("batch_size", 1L);
        var first = graph.Node("TestLazyMixImages").Set("image1", First).Set("mask", mask.Out(0));
        var second = graph.Node("TestLazyMixImages").Set("image1", first.Out(0)).Set("image2", Second).Set("mask", mask.Out(0));
        first.Set("image2", second.Out(0));
        return NodeOutput.Expand(graph, second.Out(0));
    }
}

/// <summary>Gives plain values for small inputs and a graph for larger ones; the second output is white in every case.</summary>
[Node("TestMixedExpansionReturns", DisplayName = "Mixed expansion returns", Category = "Testing/Nodes")]
public sealed class MixedExpansionReturns : INode<NodeOutput<MixedExpansionReturns.TwoImages>>
{
    [Input(Name = "input1")]
    public required double Value { get; init; }

    public NodeOutput<TwoImages> Run(NodeContext context)
    {
        var white = Pixels.Constant(1);
        if (Value <= 0.1)
            return new TwoImages(Pixels.Constant(0.1), white);
        if (Value <= 0.2)
            return NodeOutput.Of(Pixels.Constant(0.2), white);
        var graph = context.NewGraph();
        var mask = graph.Node("StubMask").Set("value", 0.3).Set("height", 512L).Set("width", 512L).Set("batch_size", 1L);
        var images = Array.ConvertAll(["BLACK", "WHITE"],
            content => graph.Node("StubImage").Set("content", content).Set("height", 512L).Set("width", 512L).Set("batch_size", 1L));
        var mix = graph.Node("TestLazyMixImages").Set("image1", images[0].Out(0)).Set("image2", images[1].Out(0)).Set("mask", mask.Out(0));
        return NodeOutput.Expand(graph, mix.Out(0), white);
    }

    public sealed record TwoImages(Image First, Image Second);
}

/// <summary>A whole text to image inside one node.</summary>
[Node("TestSamplingInExpansion", DisplayName = "Sampling in expansion", Category = "Testing/Nodes")]
public sealed class SamplingInExpansion : INode<NodeOutput<Image>>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input]
    public required ClipModel Clip { get; init; }

    [Input]
    public required VaeModel Vae { get; init; }

    [Input(Min = 0)]
    public ulong Seed { get; init; }

    [Input(Min = 1, Max = 100)]
    public int Steps { get; init; } = 20;

    [Input(Min = 0, Max = 30)]
    public double Cfg { get; init; } = 7;

    [Input(Multiline = true)]
    public string Prompt { get; init; } = "mountains at dawn";

    [Input(Multiline = true)]
    public string NegativePrompt { get; init; } = "blurred";

    public NodeOutput<Image> Run(NodeContext context)
    {
        var graph = context.NewGraph();
        var positive = graph.Node("CLIPTextEncode").Set("text", Prompt).Set("clip", Clip);
        var negative = graph.Node("CLIPTextEncode").Set("text", NegativePrompt).Set("clip", Clip);
        var latent = graph.Node("EmptyLatentImage").Set("width", 512L).Set("height", 512L).Set("batch_size", 1L);
        var sampler = graph.Node("KSampler").Set("model", Model).Set("positive", positive.Out(0)).Set("negative", negative.Out(0))
            .Set("latent_image", latent.Out(0))
            .Set("seed", Seed).Set("steps", (long)Steps).Set("cfg", Cfg).Set("sampler_name", "euler_ancestral").Set("scheduler", "normal")
                .Set("denoise", 1.0);
        var image = graph.Node("VAEDecode").Set("samples", sampler.Out(0)).Set("vae", Vae);
        return NodeOutput.Expand(graph, image.Out(0));
    }
}

/// <summary>Expands into three waiting nodes.</summary>
[Node("TestParallelSleep", DisplayName = "Parallel sleep", Category = "experimental", IsOutput = true, Hidden = ["unique_id"])]
public sealed class ParallelSleep : INode<NodeOutput<Image>>
{
    [Input(Name = "image1")]
    public required Image First { get; init; }

    [Input(Name = "image2")]
    public required Image Second { get; init; }

    [Input(Name = "image3")]
    public required Image Third { get; init; }

    [Input(Name = "sleep1", Min = 0, Max = 10, Step = 0.01)]
    public double FirstSeconds { get; init; } = 0.5;

    [Input(Name = "sleep2", Min = 0, Max = 10, Step = 0.01)]
    public double SecondSeconds { get; init; } = 0.5;

    [Input(Name = "sleep3", Min = 0, Max = 10, Step = 0.01)]
    public double ThirdSeconds { get; init; } = 0.5;

    public NodeOutput<Image> Run(NodeContext context) =>
        Sleepers.Average(context.NewGraph(), [(First, FirstSeconds), (Second, SecondSeconds), (Third, ThirdSeconds)]);
}

/// <summary>Expands into as many waiting nodes as are asked for.</summary>
[Node("TestDynamicAsyncGeneration", DisplayName = "Dynamic waiting nodes", Category = "experimental/async")]
public sealed class DynamicAsyncGeneration : INode<NodeOutput<Image>>
{
    [Input(Name = "image1")]
    public required Image First { get; init; }

    [Input(Name = "image2")]
    public required Image Second { get; init; }

    [Input(Min = 1, Max = 10)]
    public int NumAsyncNodes { get; init; } = 3;

    [Input(Min = 0.1, Max = 1)]
    public double SleepDuration { get; init; } = 0.2;

    public NodeOutput<Image> Run(NodeContext context) =>
        Sleepers.Average(context.NewGraph(),
            [.. Enumerable.Range(0, NumAsyncNodes).Select(n => (n % 2 == 0 ? First : Second, SleepDuration))]);
}

internal static class Sleepers
{
    /// <summary>Each picture goes through a node that waits; the result is their mean.</summary>
    public static NodeOutput Average(GraphBuilder graph, IReadOnlyList<(Image Image, double Seconds)> waits)
    {
        var sleepers = waits.Select(wait => graph.Node("TestSleep").Set("value", wait.Image).Set("seconds", wait.Seconds)).ToList();
        if (sleepers.Count == 1)
            return NodeOutput.Expand(graph, sleepers[0].Out(0));
        var average = graph.Node("TestVariadicAverage");
        for (var n = 0; n < sleepers.Count; n++)
            average.Set($"input{n + 1}", sleepers[n].Out(0));
        return NodeOutput.Expand(graph, average.Out(0));
    }
}
