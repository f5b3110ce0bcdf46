using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Studio.Engine.Tokenizers;

/// <summary>
/// SentencePiece's normalization by a compiled map (Kudo and Richardson 2018, arXiv:1808.06226): a double-array trie (Aoe 1989) over the
/// UTF-8 of what is replaced, and the replacements, each ended by a zero.
/// </summary>
internal sealed class CharacterMap
{
    /// <summary>What people see as one character is looked up whole when its UTF-8 is shorter than this.</summary>
    private const int LongestWhole = 6;

    private readonly uint[] _trie;
    private readonly byte[] _replacements;

    private CharacterMap(uint[] trie, byte[] replacements) => (_trie, _replacements) = (trie, replacements);

    public static CharacterMap Load()
    {
        using var stream = typeof(CharacterMap).Assembly.GetManifestResourceStream("t5-charsmap.gz")
            ?? throw new InvalidOperationException("The normalization of T5 is not embedded in this build.");
        using var unzipped = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionMode.Decompress))
            zip.CopyTo(unzipped);
        var bytes = unzipped.ToArray();
        var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        var trie = MemoryMarshal.Cast<byte, uint>(bytes.AsSpan(sizeof(uint), length)).ToArray();
        return new CharacterMap(trie, bytes[(sizeof(uint) + length)..]);
    }

    /// <summary>A text with its characters replaced; half surrogate pairs are no text and become U+FFFD.</summary>
    public string Normalize(string text)
    {
        var whole = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        var result = new StringBuilder(whole.Length);
        for (var start = 0; start < whole.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(whole, start);
            var element = whole.AsSpan(start, length);
            if (Encoding.UTF8.GetByteCount(element) < LongestWhole && Replacement(element) is { } replacement)
                result.Append(replacement);
            else
                AppendEach(element, result);
            start += length;
        }
        return result.ToString();
    }

    private void AppendEach(ReadOnlySpan<char> element, StringBuilder result)
    {
        while (!element.IsEmpty)
        {
            Rune.DecodeFromUtf16(element, out _, out var length);
            if (Replacement(element[..length]) is { } replacement)
                result.Append(replacement);
            else
                result.Append(element[..length]);
            element = element[length..];
        }
    }

    /// <summary>
    /// What stands for the shortest beginning of some characters that the map has, in place of all of them; null for none.
    /// </summary>
    private string? Replacement(ReadOnlySpan<char> characters)
    {
        Span<byte> key = stackalloc byte[16];
        key = key[..Encoding.UTF8.GetBytes(characters, key)];
        var at = Offset(_trie[0]);
        foreach (var letter in key)
        {
            const uint labelOrLeaf = 0x800000FF;
            const uint hasValue = 0x100;
            at ^= letter;
            if (at >= _trie.Length || (_trie[at] & labelOrLeaf) != letter)
                return null;
            var unit = _trie[at];
            at ^= Offset(unit);
            if ((unit & hasValue) != 0)
                return TextAt((int)(_trie[at] & int.MaxValue));
        }
        return null;
    }

    private string TextAt(int start)
    {
        var length = _replacements.AsSpan(start).IndexOf((byte)0);
        return Encoding.UTF8.GetString(_replacements, start, length);
    }

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);
}
