namespace Studio.Engine.Models.Files;

/// <summary>
/// An autoencoder of films read as one of pictures: of each filter over time, height and width only the last slice in time, the one that a
/// single picture meets.
/// </summary>
internal static class WanLayout
{
    private const string Mark = "decoder.middle.0.residual.0.gamma";

    // Wan 2.2's, which has levels within levels, is another network
    private const string Other = "decoder.upsamples.0.upsamples.0.residual.2.weight";

    private static readonly string[] Prefixes = ["", "vae.", "first_stage_model."];

    /// <summary>What the names of its tensors begin with; null when there is none.</summary>
    public static string? Prefix(TensorHeader header) => Prefixes.FirstOrDefault(
        prefix => header.Tensors.ContainsKey(prefix + Mark) && !header.Tensors.ContainsKey(prefix + Other));

    /// <summary>The header with filters of pictures; the same one when there are no others.</summary>
    public static TensorHeader Unify(TensorHeader header) => Prefix(header) is { } prefix
        ? header.Replaced(tensor => [tensor.Name.StartsWith(prefix, StringComparison.Ordinal) ? LastSlice(tensor) : tensor])
        : header;

    private static TensorEntry LastSlice(TensorEntry tensor)
    {
        if (tensor.Shape is not [var to, var from, var time and > 0, var height, var width] || tensor.Strides is not null
            || TensorTypes.Bits(tensor.DType) is not { } bits)
        {
            return tensor;
        }
        var plane = height * width;
        return tensor with
        {
            Shape = [to, from, height, width],
            Strides = [from * time * plane, time * plane, width, 1],
            Offset = tensor.Offset + ((time - 1) * plane * bits / 8),
            ByteLength = tensor.ByteLength / time,
        };
    }
}
