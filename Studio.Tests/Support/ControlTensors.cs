using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;

namespace Studio.Tests.Support;

/// <summary>
/// ControlNets for any checkpoint: its own way down, as training begins with, and hints and last convolutions that say something.
/// </summary>
internal static class ControlTensors
{
    public const string UNetPrefix = "model.diffusion_model.";

    private static readonly string[] TrunkParts = ["time_embed.", "label_emb.", "input_blocks.", "middle_block."];

    private static readonly long[] HintWidths = [16, 16, 32, 32, 96, 96, 256];

    /// <summary>The tensors by their plain names, those of "control_model." without it.</summary>
    /// <param name="checkpoint">The model to lead.</param>
    public static List<RecipeTensor> Of(string checkpoint, int seed = 1)
    {
        var header = ModelLayout.Unify(TensorFormats.Read(checkpoint));
        return [.. Trunk(header), .. Own(ModelDetector.Detect(header).UNet().Trunk, seed)];
    }

    /// <summary>The way down and the middle of a checkpoint's UNet.</summary>
    public static IEnumerable<RecipeTensor> Trunk(TensorHeader header)
    {
        var names = new TensorNames(header);
        return header.Tensors.Values.Where(tensor => tensor.Name.StartsWith(UNetPrefix, StringComparison.Ordinal))
            .Select(tensor => (tensor, Name: tensor.Name[UNetPrefix.Length..]))
            .Where(named => TrunkParts.Any(part => named.Name.StartsWith(part, StringComparison.Ordinal)))
            .Select(named => new RecipeTensor(named.Name, "F32", [.. named.tensor.Shape], names.Numbers(named.tensor.Name) ?? []));
    }

    /// <summary>What a UNet has not.</summary>
    public static IEnumerable<RecipeTensor> Own(UNetTrunk trunk, int seed = 1) =>
        OwnShapes(trunk).Select(tensor => Random(tensor.Name, seed, tensor.Shape));

    /// <inheritdoc cref="Own"/>
    public static IEnumerable<(string Name, long[] Shape)> OwnShapes(UNetTrunk trunk)
    {
        var from = 3L;
        foreach (var (index, to) in HintWidths.Append(trunk.ModelChannels).Index())
        {
            foreach (var tensor in Convolution($"input_hint_block.{index * 2}", from, to, 3))
                yield return tensor;
            from = to;
        }
        foreach (var (index, channels) in trunk.BlockChannels.Index())
        {
            foreach (var tensor in Convolution($"zero_convs.{index}.0", channels, channels, 1))
                yield return tensor;
        }
        foreach (var tensor in Convolution("middle_block_out.0", trunk.MiddleChannels, trunk.MiddleChannels, 1))
            yield return tensor;
    }

    /// <summary>A file of the tensors, their names behind a prefix.</summary>
    public static string SaveControl(this IEnumerable<RecipeTensor> tensors, string path, string prefix = "control_model.") =>
        tensors.Select(tensor => tensor with { Name = prefix + tensor.Name }).Save(path);

    public static RecipeTensor Random(string name, int seed, params long[] shape) => new(name, "F32", shape,
        TinyModel.Numbers(name, shape, seed));

    private static (string, long[])[] Convolution(string name, long from, long to, long kernel) =>
        [(name + ".weight", [to, from, kernel, kernel]), (name + ".bias", [to])];
}
