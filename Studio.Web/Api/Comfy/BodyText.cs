using System.Text;
using Microsoft.Net.Http.Headers;

namespace Studio.Web.Api.Comfy;

/// <summary>
/// The bytes of a body as UTF-8: by the charset that its Content-Type names, else by its byte order mark, else they are UTF-8 already.
/// </summary>
internal static class BodyText
{
    // Python's names that the framework spells otherwise
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["utf8"] = "utf-8", ["u8"] = "utf-8", ["utf"] = "utf-8", ["utf-8-sig"] = "utf-8", ["utf8-sig"] = "utf-8",
        ["utf16"] = "utf-16", ["u16"] = "utf-16", ["utf-16-le"] = "utf-16le", ["utf-16-be"] = "utf-16be", ["utf32"] = "utf-32",
        ["u32"] = "utf-32",
        ["utf-32-le"] = "utf-32le", ["utf-32-be"] = "utf-32be",
        ["latin"] = "iso-8859-1", ["latin1"] = "iso-8859-1", ["latin-1"] = "iso-8859-1", ["l1"] = "iso-8859-1",
        ["iso8859-1"] = "iso-8859-1", ["8859"] = "iso-8859-1",
        ["iso8859-15"] = "iso-8859-15", ["latin-9"] = "iso-8859-15", ["sjis"] = "shift_jis", ["s-jis"] = "shift_jis",
        ["shift-jis"] = "shift_jis", ["eucjp"] = "euc-jp",
        ["ujis"] = "euc-jp", ["euckr"] = "euc-kr",
    };

    private static readonly (byte[] Mark, Encoding Encoding)[] Marks =
    [
        ([0xef, 0xbb, 0xbf], new UTF8Encoding(false, throwOnInvalidBytes: true)),
        ([0xff, 0xfe, 0, 0], new UTF32Encoding(bigEndian: false, byteOrderMark: false, throwOnInvalidCharacters: true)),
        ([0, 0, 0xfe, 0xff], new UTF32Encoding(bigEndian: true, byteOrderMark: false, throwOnInvalidCharacters: true)),
        ([0xff, 0xfe], new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true)),
        ([0xfe, 0xff], new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true)),
    ];

    /// <summary>The text in UTF-8, or what is wrong with it in a sentence.</summary>
    public static (ReadOnlyMemory<byte> Utf8, string? Problem) Read(ReadOnlyMemory<byte> body, string? contentType)
    {
        var charset = CharsetOf(contentType);
        var encoding = charset is null ? Encoding.UTF8 : Find(charset);
        if (encoding is null)
            return (default, $"The Content-Type names the charset '{charset}', which is not known here. Send UTF-8.");
        var marked = Array.Find(Marks, mark => body.Span.StartsWith(mark.Mark));
        if (marked.Mark is not null && (charset is null || FamilyOf(marked.Encoding) == FamilyOf(encoding)))
        {
            encoding = marked.Encoding;
            body = body[marked.Mark.Length..];
        }
        if (encoding.CodePage == Encoding.UTF8.CodePage)
            return (body, null); // whether it is valid is looked at where it is read
        try
        {
            return (Encoding.UTF8.GetBytes(encoding.GetString(body.Span)), null);
        }
        catch (DecoderFallbackException)
        {
            return (default, $"The body is not valid {charset ?? encoding.WebName}.");
        }
    }

    private static string? CharsetOf(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
            && HeaderUtilities.RemoveQuotes(type.Charset).ToString().Trim() is { Length: > 0 } charset ? charset : null;

    /// <summary>utf-16, utf-16le and utf-16be are one family: a byte order mark decides within it.</summary>
    private static string FamilyOf(Encoding encoding) => encoding.WebName.TrimEnd('B', 'E');

    private static Encoding? Find(string charset)
    {
        var name = charset.ToLowerInvariant().Replace('_', '-').Replace(' ', '-');
        name = Names.GetValueOrDefault(name, name);
        // cp1252 and windows-1252 are one
        if (name.StartsWith("cp", StringComparison.Ordinal) && int.TryParse(name[2..], out var page))
            return Ask(fallbacks => CodePagesEncodingProvider.Instance.GetEncoding(page, fallbacks.Encoder, fallbacks.Decoder));
        return Ask(fallbacks => CodePagesEncodingProvider.Instance.GetEncoding(name, fallbacks.Encoder, fallbacks.Decoder))
            ?? Ask(fallbacks => Encoding.GetEncoding(name, fallbacks.Encoder, fallbacks.Decoder));
    }

    private static Encoding? Ask(Func<(EncoderFallback Encoder, DecoderFallback Decoder), Encoding?> question)
    {
        try
        {
            return question((EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException) // no such encoding, or one that is unsafe (UTF-7)
        {
            return null;
        }
    }
}
