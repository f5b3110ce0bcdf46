using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Studio.Engine.Python;

/// <summary>Turns what only Python takes for JSON into JSON: the three words for numbers, and escapes of half a surrogate pair.</summary>
internal static class ForeignJson
{
    private const int EscapeLength = 6; // \uXXXX

    /// <summary>The same memory when there is nothing to turn. What is wrong stays wrong.</summary>
    /// <param name="nan">What stands for NaN.</param>
    public static ReadOnlyMemory<byte> Translate(ReadOnlyMemory<byte> utf8, string nan)
    {
        var json = utf8.Span;
        if (json.IndexOf("NaN"u8) < 0 && json.IndexOf("Infinity"u8) < 0 && json.IndexOf("\\ud"u8) < 0 && json.IndexOf("\\uD"u8) < 0)
            return utf8;
        var plain = new ArrayBufferWriter<byte>(json.Length + 64);
        for (var i = 0; i < json.Length;)
        {
            var length = json[i] == '"' ? CopyText(json[i..], plain) : CopyOther(json, i, Encoding.ASCII.GetBytes(nan), plain);
            i += length;
        }
        return plain.WrittenMemory;
    }

    /// <summary>One character or word between texts; returns how much was read.</summary>
    private static int CopyOther(ReadOnlySpan<byte> json, int at, ReadOnlySpan<byte> nan, ArrayBufferWriter<byte> plain)
    {
        if (IsWord(json, at, "NaN"u8) && (at == 0 || json[at - 1] != '-'))
        {
            plain.Write(nan);
            return "NaN".Length;
        }
        if (IsWord(json, at, "Infinity"u8))
        {
            plain.Write(Encoding.ASCII.GetBytes(NotANumber.Infinity));
            return "Infinity".Length;
        }
        plain.Write(json.Slice(at, 1));
        return 1;
    }

    /// <summary>Whether the word stands there by itself: what touches other letters or digits is a mistake and stays one.</summary>
    private static bool IsWord(ReadOnlySpan<byte> json, int at, ReadOnlySpan<byte> word) =>
        json[at..].StartsWith(word)
        && (at == 0 || " \t\r\n[:,-"u8.Contains(json[at - 1]))
        && (at + word.Length == json.Length || " \t\r\n],}"u8.Contains(json[at + word.Length]));

    /// <summary>A text with its quotes; returns its length.</summary>
    private static int CopyText(ReadOnlySpan<byte> json, ArrayBufferWriter<byte> plain)
    {
        var from = 0;
        for (var i = 1; i < json.Length; i++)
        {
            if (json[i] == '"')
            {
                plain.Write(json[from..(i + 1)]);
                return i + 1;
            }
            if (json[i] != '\\')
                continue;
            if (!IsHalf(json[i..], out var length))
            {
                i += length - 1;
                continue;
            }
            plain.Write(json[from..i]);
            plain.Write("\\ufffd"u8);
            from = i + EscapeLength;
            i = from - 1;
        }
        plain.Write(json[from..]);
        return json.Length;
    }

    /// <summary>
    /// Whether an escape is half a surrogate pair; <paramref name="length"/> is that of the escape, or of both of a pair.
    /// </summary>
    private static bool IsHalf(ReadOnlySpan<byte> escape, out int length)
    {
        length = 2; // \n and the like, and what is no escape at all
        if (UnitOf(escape) is not { } unit)
            return false;
        length = EscapeLength;
        if (!char.IsSurrogate(unit))
            return false;
        var isPair = char.IsHighSurrogate(unit) && UnitOf(escape[EscapeLength..]) is { } second && char.IsLowSurrogate(second);
        if (isPair)
            length = 2 * EscapeLength;
        return !isPair;
    }

    private static char? UnitOf(ReadOnlySpan<byte> escape) =>
        escape.Length >= EscapeLength && escape[0] == '\\' && escape[1] == 'u'
        && Utf8Parser.TryParse(escape[2..EscapeLength], out ushort unit, out var read, 'x') && read == EscapeLength - 2
            ? (char)unit
            : null;
}
