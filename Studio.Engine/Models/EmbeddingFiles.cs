using Studio.Engine.Models.Files;

namespace Studio.Engine.Models;

/// <summary>Textual inversion embeddings (Gal et al. 2022, arXiv:2208.01618): files of vectors that stand for a word.</summary>
internal static class EmbeddingFiles
{
    private const string Extension = ".safetensors";

    /// <summary>The vectors of an embedding, by name with or without extension; null when there is none, or none of this width (the prompt then goes on without it, as in ComfyUI).</summary>
    /// <exception cref="EngineException">BadFile: the file is there, but damaged.</exception>
    public static IReadOnlyList<ReadOnlyMemory<float>>? Load(IModelFiles? files, string name, int width)
    {
        var path = files?.Find("embeddings", name) ?? files?.Find("embeddings", name + Extension);
        if (path is null || !path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
            return null;
        using var file = TensorFile.Open(path);
        var tensors = file.Header.Tensors;
        var entry = tensors.GetValueOrDefault("clip_l") ?? tensors.GetValueOrDefault("emb_params")
            ?? tensors.Values.OrderBy(tensor => tensor.Offset).FirstOrDefault(tensor => tensor.Shape.Count is 1 or 2);
        if (entry is null || entry.Shape[^1] != width)
            return null;
        var rows = (int)(entry.ByteLength * 8 / TensorTypes.Bits(entry.DType)!.Value / width);
        var numbers = new byte[rows * width * sizeof(float)];
        WeightConversion.ToSingle(file, entry.Name, numbers, scale: 1);
        var floats = new float[rows * width];
        Buffer.BlockCopy(numbers, 0, floats, 0, numbers.Length);
        return [.. Enumerable.Range(0, rows).Select(row => (ReadOnlyMemory<float>)floats.AsMemory(row * width, width))];
    }
}
