using Studio.Engine.Models;
using Studio.Engine.Models.Building;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Building;

/// <summary>How a graph is run to see what half precision makes of it.</summary>
public enum HalfRun
{
    /// <summary>Each result rounded to float16.</summary>
    Float16,

    /// <summary>Each result rounded to bfloat16.</summary>
    BFloat16,

    /// <summary>A graph of float16 as a GPU gets it, on the CPU provider: its types fit, whatever that provider makes of it.</summary>
    Float16AsItIs,
}

/// <summary>Small graphs over the weights of a file, in float32 and in half precision.</summary>
internal static class HalfRuns
{
    public static ElementType Type(this HalfRun run) => run is HalfRun.BFloat16 ? ElementType.BFloat16 : ElementType.Float16;

    /// <summary>All outputs, in float32 when <paramref name="run"/> is null.</summary>
    public static IReadOnlyList<Tensor> Run(string file, string prefix, Action<OnnxGraph> build, HalfRun? run,
        ReadOnlySpan<NamedInput> inputs, bool plainAttention = false)
    {
        using var opened = TensorFile.Open(ModelLayout.Unify(TensorFormats.Read(file)));
        using var weights = new Weights(opened, prefix, KeptTypes.Half, WeightEditors.None, CancellationToken.None);
        using var graph = new OrtGraph();
        var options = new GraphOptions(plainAttention, run?.Type() ?? ElementType.Float32);
        build(new OnnxGraph(run is HalfRun.Float16 or HalfRun.BFloat16 ? new RoundingGraph(graph) : graph, weights, options));
        using var session = graph.CreateSession(SessionSettings.Default with { Name = $"a graph in {options.Compute}" });
        return session.Run(inputs, [], CancellationToken.None);
    }

    /// <summary>A network of a file as a device gets it, with attention written out.</summary>
    public static OrtSession Session(string file, Network network, ElementType compute, ExecutionProvider provider)
    {
        using var opened = TensorFile.Open(file);
        using var weights = new Weights(opened, network.Prefix, KeptTypes.Half, WeightEditors.None, CancellationToken.None);
        using var graph = new OrtGraph();
        network.Build(new OnnxGraph(graph, weights, new GraphOptions(PlainAttention: true, compute)), GraphPatches.None);
        return graph.CreateSession(SessionSettings.Default with { Name = $"{network.Role} in {compute}", Provider = provider });
    }

    /// <summary>A file with weights of these names and shapes, numbers as <see cref="TinyModel.Numbers"/> makes them.</summary>
    public static string Write(TemporaryFolder folder, string dtype, params (string Name, long[] Shape)[] tensors)
    {
        var path = Path.Combine(folder.Path, $"{dtype}.safetensors");
        var writer = new SafetensorsWriter();
        foreach (var (name, shape) in tensors)
            writer.Add(name, dtype, TinyModel.Numbers(name, shape, 1), shape);
        writer.Save(path);
        return path;
    }
}
