using System.Text.Json.Nodes;
using Studio.Engine.Tensors;

namespace Studio.Tests.Support;

/// <summary>Arrays that recorded cases of packs describe instead of writing them out.</summary>
internal static class PackPatterns
{
    /// <summary>A pattern, whole numbers, or float32 in base64; null for a value that is no array.</summary>
    public static Tensor? Read(JsonNode? value)
    {
        if (value is not JsonObject fields)
            return null;
        if (fields["$f32"] is { } packed)
            return Filled(Shape(fields), Packed((string)packed!));
        if (fields["$const"] is { } constant)
            return Filled(Shape(fields), _ => (float)(double)constant);
        if (fields["$tensor"] is not null)
            return Listed(Shape(fields), fields["values"]!.AsArray());
        if (fields["$tensor1d"] is JsonArray levels)
            return Listed([levels.Count], levels);
        return fields["$arr"] is JsonObject pattern ? Expand(pattern) : null;
    }

    private static Tensor Expand(JsonObject pattern)
    {
        var shape = Shape(pattern);
        if (pattern["hash"] is { } hash)
            return Filled(shape, pattern["scale"] is { } scale ? Scaled((ulong)hash, pattern, (double)scale) : i => Byte((ulong)hash,
                i) / 256f);
        if (pattern["bytes"] is { } bytes)
            return Filled(shape, i => Byte((ulong)bytes, i) / 255f);
        if (pattern["const"] is { } constant)
            return Filled(shape, _ => (float)(double)constant);
        if (pattern["list"] is JsonArray list)
            return Listed(shape, list);
        return pattern["grad"] is JsonArray slopes ? Gradient(shape, [.. slopes.Select(slope => (double)slope!)]) : Rectangles(shape,
            pattern);
    }

    private static Func<int, float> Scaled(ulong seed, JsonObject pattern, double scale)
    {
        var offset = (double?)pattern["offset"] ?? 0;
        return i => (float)(offset + (scale * (Byte(seed, i) - 128) / 128));
    }

    /// <summary>The top byte of the i-th number of splitmix64.</summary>
    private static int Byte(ulong seed, int i)
    {
        var z = unchecked(seed + ((ulong)(i + 1) * 0x9E3779B97F4A7C15));
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return (int)((z ^ (z >> 31)) >> 56);
    }

    private static Tensor Gradient(int[] shape, double[] slopes)
    {
        var (height, width, channels) = (shape[1], shape[2], shape.Length == 4 ? shape[3] : 1);
        return Filled(shape, i =>
        {
            var (channel, x, y, picture) = (i % channels, i / channels % width, i / channels / width % height,
                i / channels / width / height);
            var value = (slopes[0] * x) + (slopes[1] * y) + slopes[3] + (17 * picture) + (shape.Length == 4 ? slopes[2] * channel : 0);
            return (float)(value - (256 * Math.Floor(value / 256))) / 255f;
        });
    }

    private static Tensor Rectangles(int[] shape, JsonObject pattern)
    {
        var result = Filled(shape, _ => (float?)(double?)pattern["base"] ?? 0);
        foreach (var rectangle in pattern["rects"]!.AsArray())
        {
            double[] at = [.. rectangle!.AsArray().Select(number => (double)number!)];
            for (var i = 0; i < result.Length; i++)
            {
                var (x, y, entry) = (i % shape[2], i / shape[2] % shape[1], i / shape[2] / shape[1]);
                if ((at[0] < 0 || at[0] == entry) && y >= at[1] && x >= at[2] && y < at[3] && x < at[4])
                    result.Span[i] = (float)at[5];
            }
        }
        return result;
    }

    private static Func<int, float> Packed(string base64)
    {
        var bytes = Convert.FromBase64String(base64);
        return i => BitConverter.ToSingle(bytes, i * sizeof(float));
    }

    private static Tensor Listed(int[] shape, JsonArray values)
    {
        var flat = values.SelectMany(value => value is JsonArray row ? row.Select(cell => cell) : [value]).ToList();
        return Filled(shape, i => (float)(double)flat[i]!);
    }

    private static int[] Shape(JsonObject fields) => [.. fields["shape"]!.AsArray().Select(size => (int)size!)];

    private static Tensor Filled(int[] shape, Func<int, float> value)
    {
        var tensor = new Tensor(shape);
        for (var i = 0; i < tensor.Length; i++)
            tensor.Span[i] = value(i);
        return tensor;
    }
}
