using System.Globalization;

namespace Studio.Engine.Models.Files.Gguf;

/// <summary>The keys and values of a GGUF header, of which short texts, numbers and lists of a few numbers are kept, as text.</summary>
internal static class GgufMetadata
{
    private const int MostPairs = 1 << 16;
    private const int LongestKey = ushort.MaxValue;
    private const int LongestText = 1 << 16;
    private const int LongestList = 8;
    private const int DeepestList = 4;
    private const uint TextType = 8;
    private const uint ListType = 9;

    // by the number of the type: whole numbers of 1, 2 and 4 bytes with and without sign, float, bool, text, list, 8 bytes
    private static readonly int[] Sizes = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8];

    public static Dictionary<string, string> Read(string path, GgufInput input)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        return Read(path, input, metadata, input.Count("keys", MostPairs));
    }

    private static Dictionary<string, string> Read(string path, GgufInput input, Dictionary<string, string> metadata, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var key = input.Text("a key", LongestKey);
            var value = Value(path, input, input.Number(), key, depth: 0);
            if (value is not null && !metadata.TryAdd(key, value))
                throw TensorHeader.Bad(path, $"the key '{key}' appears twice");
        }
        return metadata;
    }

    /// <summary>Null for what is not kept.</summary>
    private static string? Value(string path, GgufInput input, uint type, string key, int depth)
    {
        if (type == TextType)
            return input.TextUpTo(LongestText);
        if (type == ListType)
            return List(path, input, key, depth + 1);
        if (type >= Sizes.Length)
            throw TensorHeader.Bad(path, $"the value '{key}' has the unknown type {type}");
        return Number(type, input.Bytes(Sizes[type]));
    }

    private static string? List(string path, GgufInput input, string key, int depth)
    {
        if (depth > DeepestList)
            throw TensorHeader.Bad(path, $"the lists in '{key}' are deeper than {DeepestList}");
        var (type, count) = (input.Number(), input.LongNumber());
        if (type >= Sizes.Length)
            throw TensorHeader.Bad(path, $"the list '{key}' has the unknown type {type}");
        if (count > (ulong)input.Left)
            throw TensorHeader.Bad(path, $"the list '{key}' claims {count} values, and only {input.Left} bytes follow");
        if (count <= LongestList && type is not (TextType or ListType))
            return string.Join(',', Enumerable.Range(0, (int)count).Select(_ => Number(type, input.Bytes(Sizes[type]))));
        if (type is not (TextType or ListType))
        {
            input.Skip(checked(count * (ulong)Sizes[type]));
            return null;
        }
        for (var i = 0UL; i < count; i++)
        {
            if (type == TextType)
                input.SkipText();
            else
                List(path, input, key, depth + 1);
        }
        return null;
    }

    private static string Number(uint type, byte[] bytes) => type switch
    {
        0 => Text(bytes[0]),
        1 => Text((sbyte)bytes[0]),
        2 => Text(BitConverter.ToUInt16(bytes)),
        3 => Text(BitConverter.ToInt16(bytes)),
        4 => Text(BitConverter.ToUInt32(bytes)),
        5 => Text(BitConverter.ToInt32(bytes)),
        6 => Text(BitConverter.ToSingle(bytes)),
        7 => bytes[0] != 0 ? "true" : "false",
        10 => Text(BitConverter.ToUInt64(bytes)),
        11 => Text(BitConverter.ToInt64(bytes)),
        _ => Text(BitConverter.ToDouble(bytes)),
    };

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
