using System.Text;
using Studio.Web.Api.Comfy;

namespace Studio.Tests.Api;

public sealed class BodyTextTests
{
    private const string Text = "{\"a\": \"café €\"}";

    [Theory]
    [InlineData(null, "utf-8")]
    [InlineData("application/json", "utf-8")]
    [InlineData("nonsense;;", "utf-8")]
    [InlineData("application/json; charset=utf-8", "utf-8")]
    [InlineData("application/json; charset=UTF8", "utf-8")]
    [InlineData("application/json; charset=\"utf-8-sig\"", "utf-8")]
    [InlineData("text/plain; charset=windows-1252", "windows-1252")]
    [InlineData("text/plain; charset=cp1252", "windows-1252")]
    [InlineData("text/plain; charset=ISO-8859-15", "iso-8859-15")]
    [InlineData("text/plain; charset=utf-16", "utf-16")]
    [InlineData("text/plain; charset=UTF_16_LE", "utf-16")]
    [InlineData("text/plain; charset=utf-16be", "utf-16BE")]
    [InlineData("text/plain; charset=utf-32", "utf-32")]
    public void Read_TheDeclaredCharset_IsUsed(string? contentType, string encoding)
    {
        var (utf8, problem) = BodyText.Read(Find(encoding).GetBytes(Text), contentType);

        Assert.Null(problem);
        Assert.Equal(Text, Encoding.UTF8.GetString(utf8.Span));
    }

    [Theory]
    [InlineData("iso-8859-1", "latin1")]
    [InlineData("iso-8859-1", "L1")]
    [InlineData("shift_jis", "cp932")]
    [InlineData("gb18030", "gb18030")]
    [InlineData("koi8-r", "koi8_r")]
    public void Read_OtherNamesOfCharsets_AreKnown(string encoding, string charset)
    {
        var text = encoding switch { "iso-8859-1" => "é", "koi8-r" => "Ж", _ => "木" };

        Assert.Equal(text,
            Encoding.UTF8.GetString(BodyText.Read(Find(encoding).GetBytes(text), $"application/json; charset={charset}").Utf8.Span));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public void Read_ByteOrderMarks_DecideWithinTheirFamily(string encoding)
    {
        byte[] marked = [.. Find(encoding).GetPreamble(), .. Find(encoding).GetBytes(Text)];

        Assert.Equal(Text, Encoding.UTF8.GetString(BodyText.Read(marked, null).Utf8.Span));
        Assert.Equal(Text, Encoding.UTF8.GetString(BodyText.Read(marked,
            $"application/json; charset={encoding.ToLowerInvariant().Replace("be", "", StringComparison.Ordinal)}").Utf8.Span));
    }

    [Theory]
    [InlineData("klingon", "'klingon'")]
    [InlineData("utf-7", "'utf-7'")]
    [InlineData("cp99999", "'cp99999'")]
    [InlineData("us-ascii", "not valid")]
    [InlineData("utf-16", "not valid")]
    public void Read_UnknownOrWrongCharset_IsToldInWords(string charset, string words) =>
        Assert.Contains(words, BodyText.Read("é12"u8.ToArray().Append((byte)0xd8).ToArray(),
            $"application/json; charset={charset}").Problem, StringComparison.Ordinal);

    private static Encoding Find(string name) => CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
}
