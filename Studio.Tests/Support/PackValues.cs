using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Nodes;
using Studio.Engine.Nodes.Packs;
using Studio.Engine.Tensors;

namespace Studio.Tests.Support;

/// <summary>Something opaque on a wire, such as a model, told apart by its name only.</summary>
internal sealed record Token(string Name)
{
    private static readonly ConcurrentDictionary<(Type, string), object> Known = new();

    /// <summary>The thing of that name where a type is asked for: always the same object, of which nothing is looked at.</summary>
    public static object For(Type type, string name) => Known.GetOrAdd((type, name), _ =>
        type == typeof(string) ? name
        : type.IsAssignableFrom(typeof(Token)) ? new Token(name)
        : type == typeof(Image) ? new Image(new Tensor(1, 1, 1, 3))
        : type == typeof(Mask) ? new Mask(new Tensor(1, 1, 1))
        : type == typeof(Latent) ? new Latent(new Tensor(1, 4, 1, 1))
        : type == typeof(Conditioning) ? new Conditioning([])
        : RuntimeHelpers.GetUninitializedObject(type));
}

/// <summary>Values of recorded cases as nodes take them, and whether what nodes give is what was recorded.</summary>
internal static class PackValues
{
    public static object? Of(string wireType, Type clrType, JsonNode? value)
    {
        if (PackPatterns.Read(value) is { } tensor)
            return OnWire(wireType, clrType, tensor);
        if (value is JsonObject fields)
        {
            if (fields["$obj"] is { } token)
                return Token.For(clrType, (string)token!);
            if (fields["$float"] is { } special)
                return double.Parse((string)special!, CultureInfo.InvariantCulture);
            if (fields["$latent"] is JsonObject latent)
                return new Latent(PackPatterns.Read(latent["samples"])!, PackPatterns.Read(latent["noise_mask"]));
            if (fields["$cond"] is JsonArray entries)
                return new Conditioning([.. entries.Select(entry => new ConditioningEntry(PackPatterns.Read(entry![0])!)
                {
                    Pooled = PackPatterns.Read(entry[1]?["pooled_output"]),
                })]);
            return IsPlain(wireType) ? fields.DeepClone() : new NamedValues(
                fields.ToDictionary(pair => pair.Key, pair => Of(WireTypes.Any, typeof(object), pair.Value), StringComparer.Ordinal));
        }
        return value is JsonArray list && !IsPlain(wireType)
            ? new Bundle([.. list.Select(item => Of(WireTypes.Any, typeof(object), item))])
            : PlainValues.Of(value) is BigInteger big && big >= long.MinValue && big <= long.MaxValue ? (long)big
            : PlainValues.Of(value);
    }

    private static bool IsPlain(string wireType) => wireType is WireTypes.String or WireTypes.Int or WireTypes.Float or WireTypes.Combo;

    private static object OnWire(string wireType, Type clrType, Tensor tensor)
    {
        if (clrType == typeof(NoiseLevels) || wireType == "SIGMAS")
            return new NoiseLevels(tensor.Memory);
        var isMask = wireType == "MASK" || clrType == typeof(Mask) || (wireType != "IMAGE" && tensor.Rank < 4);
        return !isMask ? new Image(tensor)
            : new Mask(tensor.Rank == 2 ? tensor.Reshape(1, tensor.Size(0), tensor.Size(1)) : tensor);
    }

    /// <summary>Null when they are the same, else where they differ.</summary>
    public static string? Difference(JsonNode? expected, object? actual)
    {
        if (PackPatterns.Read(expected) is { } tensor)
            return Difference(tensor, TensorOf(actual));
        if (expected is JsonObject fields)
        {
            if (fields.ContainsKey("$blocker"))
                return actual is ExecutionBlocker ? null : $"a blocker is expected, not {actual}";
            if (fields["$obj"] is { } token)
                return actual is not null && Equals(actual, Token.For(actual.GetType(), (string)token!)) ? null
                    : $"{token} is expected, not {actual}";
            if (actual is Latent samples)
                return Of((fields["$latent"] ?? fields).AsObject(), samples);
            if (fields["$cond"] is JsonArray entries)
                return Of(entries, actual as Conditioning);
            if (actual is NamedValues named)
                return fields.Where(pair => pair.Value is not null || named.Values.GetValueOrDefault(pair.Key) is not null)
                    .Select(pair => Difference(pair.Value, named.Values.GetValueOrDefault(pair.Key)) is { } wrong ? $"{pair.Key}: {wrong}"
                        : null)
                    .FirstOrDefault(wrong => wrong is not null);
        }
        if (actual is Conditioning conditioning && expected is JsonArray pairs)
            return Of(pairs, conditioning);
        if (expected is JsonArray list && actual is not string and not JsonNode && Items(actual) is { } items)
            return list.Count != items.Count ? $"{list.Count} values are expected, not {items.Count}: {expected.ToJsonString()}"
                : list.Select((item, i) => Difference(item, items[i]) is { } wrong ? $"[{i}]: {wrong}"
                    : null).FirstOrDefault(wrong => wrong is not null);
        return IsSame(expected, actual) ? null : $"{expected?.ToJsonString() ?? "null"} is expected, not {actual ?? "null"}";
    }

    private static List<object?>? Items(object? value) => value switch
    {
        Bundle bundle => [.. bundle.Values],
        IEnumerable several => [.. several.Cast<object?>()],
        _ => null,
    };

    private static bool IsSame(JsonNode? expected, object? actual)
    {
        if (actual is JsonNode node)
            actual = PlainValues.Of(node);
        return (expected?.GetValueKind() ?? JsonValueKind.Null) switch
        {
            JsonValueKind.Null => actual is null,
            JsonValueKind.String => actual is string text && text == (string)expected!,
            JsonValueKind.True or JsonValueKind.False => actual is bool truth ? truth == (bool)expected!
                : actual is long or double && IsNear((bool)expected! ? 1.0 : 0.0, actual),
            JsonValueKind.Number => actual is BigInteger or int or long or ulong or double or float && IsNear(expected!, actual),
            _ => actual is JsonNode tree && JsonNode.DeepEquals(expected, tree),
        };
    }

    private static bool IsNear(JsonNode expected, object actual)
    {
        if (actual is BigInteger whole && BigInteger.TryParse(expected.ToJsonString(), out var exact))
            return whole == exact;
        var (wanted, given) = ((double)expected, actual is BigInteger big ? (double)big : Convert.ToDouble(actual,
            CultureInfo.InvariantCulture));
        return Math.Abs(wanted - given) <= 1e-6 * Math.Max(1, Math.Abs(wanted));
    }

    private static string? Of(JsonObject latent, Latent? actual) => actual is null ? "a latent is expected"
        : Difference(PackPatterns.Read(latent["samples"])!, actual.Samples)
            ?? (PackPatterns.Read(latent["noise_mask"]) is { } mask ? Difference(mask, actual.NoiseMask)
                : actual.NoiseMask is null ? null : "no mask is expected");

    private static string? Of(JsonArray entries, Conditioning? actual) => actual?.Entries.Count != entries.Count
        ? $"{entries.Count} entries are expected, not {actual?.Entries.Count}"
        : entries.Select((entry, i) => Difference(PackPatterns.Read(entry![0])!, actual.Entries[i].Embedding))
            .FirstOrDefault(wrong => wrong is not null);

    private static Tensor? TensorOf(object? value) => value switch
    {
        Image image => image.Pixels,
        Mask mask => mask.Values,
        NoiseLevels levels => new Tensor(levels.Values.ToArray(), levels.Values.Length),
        Tensor tensor => tensor,
        _ => null,
    };

    private static string? Difference(Tensor expected, Tensor? actual)
    {
        if (actual is null)
            return $"{expected} is expected";
        if (expected.Length != actual.Length || (expected.Rank == actual.Rank && !expected.HasShapeOf(actual)))
            return $"{expected} is expected, not {actual}";
        var largest = 0f;
        for (var i = 0; i < expected.Length; i++)
        {
            if (float.IsNaN(expected.Span[i]) != float.IsNaN(actual.Span[i]))
                return $"number {i} is {actual.Span[i]}, not {expected.Span[i]}";
            largest = float.IsNaN(expected.Span[i]) ? largest : Math.Max(largest, Math.Abs(expected.Span[i] - actual.Span[i]));
        }
        return largest <= Tolerance(expected) ? null : $"the largest difference is {largest}";
    }

    /// <summary>What consists of bytes may differ by one of them, as filters of other libraries round otherwise.</summary>
    private static double Tolerance(Tensor expected)
    {
        foreach (var value in expected.Span)
        {
            if (Math.Abs((value * 255) - MathF.Round(value * 255)) > 1e-3)
                return 2e-5;
        }
        return 1.01 / 255;
    }
}
