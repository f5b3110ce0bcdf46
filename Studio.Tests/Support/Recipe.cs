using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Studio.Tests.Support;

/// <summary>
/// Tensors written down as a rule instead of numbers: the i-th number of a seed is its splitmix64 (Steele et al. 2014), the upper bits as a
/// fraction from -1 to 1 times a scale. Every number is exact in the type it is stored in.
/// </summary>
internal static class Recipe
{
    /// <summary>Adds all tensors of a recipe: name n, shape s, type t, and either values v or a seed with its scale.</summary>
    public static SafetensorsWriter Add(this SafetensorsWriter writer, JsonNode recipe, Func<string, bool>? wanted = null)
    {
        foreach (var tensor in recipe.AsArray())
        {
            var (name, dtype, shape) = ((string)tensor!["n"]!, (string)tensor["t"]!,
                tensor["s"]!.AsArray().Select(size => (long)size!).ToArray());
            if (wanted?.Invoke(name) == false)
                continue;
            var numbers = Numbers(tensor, shape.Aggregate(1L, (product, size) => product * size));
            if (dtype == "I64")
                writer.AddBytes(name, dtype, MemoryMarshal.AsBytes<long>(Array.ConvertAll(numbers, number => (long)number)).ToArray(),
                    shape);
            else
                writer.Add(name, dtype, numbers, shape);
        }
        return writer;
    }

    /// <summary>The numbers of one tensor.</summary>
    /// <param name="shift">Added to its seed.</param>
    public static float[] Numbers(JsonNode tensor, long count, ulong shift = 0)
    {
        if (tensor["v"] is JsonArray values)
            return values.Count == 1 ? [.. Enumerable.Repeat((float)values[0]!, (int)count)] : [.. values.Select(value => (float)value!)];
        var (seed, scale, offset) = (ulong.Parse((string)tensor["seed"]!, CultureInfo.InvariantCulture), (double)tensor["scale"]!,
            (double?)tensor["offset"] ?? 0);
        var bits = (int?)tensor["bits"] ?? 8;
        var (half, numbers) = (1L << (bits - 1), new float[count]);
        for (var i = 0; i < numbers.Length; i++)
        {
            var z = unchecked(seed + shift + (((ulong)i + 1) * 0x9E3779B97F4A7C15));
            z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
            z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
            z ^= z >> 31;
            numbers[i] = (float)(offset + (scale * ((long)(z >> (64 - bits)) - half) / half));
        }
        return numbers;
    }
}
