using System.Text.Json;
using Studio.Engine.Tokenizers;

namespace Studio.Tests.Tokenizers;

public sealed class ClipTokenizerTests
{
    private static readonly JsonElement Demo =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "demo", "index.json"))).RootElement;

    public static TheoryData<string> Prompts() =>
        [.. Demo.GetProperty("cases").EnumerateArray().Select(row => row.GetProperty("prompt").GetString()!)];

    [Theory]
    [MemberData(nameof(Prompts))]
    public void Build_DemoPrompt_GivesTheIdsOfTheModelsOwnTokenizer(string prompt)
    {
        var row = Demo.GetProperty("cases").EnumerateArray().Single(row => row.GetProperty("prompt").GetString() == prompt);
        var chunk = Assert.Single(ClipChunks.Build(prompt, ClipTokenizer.Shared));
        Assert.Equal(row.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()), chunk.Ids);
    }

    // Ids from an independent byte-pair encoder over the same vocabulary (the demo model's recipe).
    [Theory]
    [MemberData(nameof(Reference))]
    public void Encode_OddText_GivesReferenceIds(string text, int[] expected) => Assert.Equal(expected, ClipTokenizer.Shared.Encode(text));

    public static TheoryData<string, int[]> Reference() => new()
    {
        { "it's we'll they've i'm he'd you're don't 'tis",
            [585, 568, 649, 1342, 889, 1200, 328, 880, 797, 1896, 592, 982, 847, 713, 713, 533] },
        { "3 cats, 12.5% off 2024", [274, 3989, 267, 272, 273, 269, 276, 260, 1007, 273, 271, 273, 275] },
        { "\u00f1and\u00fa stra\u00dfe \u00c9COLE", [6445, 672, 36019, 1894, 127, 253, 324, 3459, 8166] },
        { "\u65e5\u672c\u306e\u5bcc\u58eb\u5c71", [39121, 44353, 21575, 161, 107, 234, 161, 96, 104, 46096, 365] },
        { "\U0001f319\u2728 night \U0001f469\u200d\U0001f680", [42330, 3531, 930, 26304, 13542] },
        { "a\U0001d49cb", [64, 43387, 250, 321] },
        { "!!'s !?...", [1443, 262, 338, 0, 22641] },
        { "supercalifragilisticexpialidocious antidisestablishmentarianism",
            [1642, 2857, 13093, 2076, 5868, 26850, 835, 639, 38466, 3120, 4262, 7726, 12658, 1585, 44351] },
        { "x\u00b2\u00bd\u2167", [343, 41175, 33613, 158, 227, 371] },
        { "(masterpiece), best-quality; 8k_uhd <lora:x:1>",
            [263, 12066, 2361, 949, 268, 3027, 282, 279, 330, 318, 84, 4414, 283, 2179, 320, 281, 343, 281, 272, 285] },
        { "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645",
            [12986, 10948, 25722, 16378, 22625, 16378, 12973, 18843, 12973, 29945] },
        { "aaaaaaaaaaaaaaaaaaaaaaaa", [23126, 23126, 6727, 19336] },
        { "\u00dcn\u00efc\u00f6d\u00e9 \ufb01", [6522, 77, 35689, 66, 7255, 67, 4166, 171, 105, 479] },
        { "don\u2019t \u201cquote\u201d", [847, 728, 503, 339, 728, 506, 4020, 728, 507] },
        { "\u200bzero\u00adwidth", [9844, 5848, 22618, 23571] },
    };

    [Theory]
    [InlineData("A  Cat\n\tsat", "a cat sat")]
    [InlineData("cafe\u0301", "caf\u00e9")]
    [InlineData("E\u0302\u0301", "\u1ebf")]
    [InlineData("\u1112\u1161\u11ab\u1100\u1173\u11af", "\ud55c\uae00")]
    [InlineData("\u30cf\u309a", "\u30d1")]
    public void Encode_TextsThatMeanTheSame_GiveTheSameIds(string one, string other) =>
        Assert.Equal(ClipTokenizer.Shared.Encode(other), ClipTokenizer.Shared.Encode(one));

    [Theory]
    [InlineData("\u0130stanbul", "i\u0307stanbul")]
    [InlineData("I\u0307stanbul", "i\u0307stanbul")]
    [InlineData("kedi \u0130ZM\u0130R", "kedi i\u0307zmi\u0307r")]
    [InlineData("\u039f\u0394\u039f\u03a3", "\u03bf\u03b4\u03bf\u03c3")]
    public void Encode_CapitalsOfOtherAlphabets_AreTheirSmallLetters(string capitals, string small)
    {
        Assert.Equal(ClipTokenizer.Shared.Encode(small), ClipTokenizer.Shared.Encode(capitals));
        Assert.NotEqual(ClipTokenizer.Shared.Encode("istanbul"), ClipTokenizer.Shared.Encode(capitals));
    }

    /// <summary>Every letter of Unicode against its own table.</summary>
    [Fact]
    public void Lower_EveryCharacter_IsAsUnicodeHasIt()
    {
        // letters that Unicode got after version 14, of which the table is
        (int First, int Last)[] younger = [(0x1c89, 0x1c89), (0xa7cb, 0xa7cc), (0xa7da, 0xa7dc), (0x10d50, 0x10d65), (0x16ea0, 0x16eb8),
            (0xa7ce, 0xa7d4)];
        var table =
            File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Golden", "unicode", "lower-case-14.txt")).Where(line => line[0] != '#')
            .Select(line => line.Split(' ').Select(code => Convert.ToInt32(code, 16)).ToArray())
            .ToDictionary(codes => codes[0], codes => string.Concat(codes.Skip(1).Select(char.ConvertFromUtf32)));
        Assert.Equal(1433, table.Count);
        for (var code = 0; code <= 0x10ffff; code++)
        {
            if (code is >= 0xd800 and <= 0xdfff || younger.Any(range => code >= range.First && code <= range.Last))
                continue;
            var letter = char.ConvertFromUtf32(code);
            var expected = table.GetValueOrDefault(code, letter);
            var lower = ClipTokenizer.Lower(letter);
            Assert.True(expected == lower,
                $"U+{code:X4} became {string.Join(' ', lower.EnumerateRunes().Select(rune => $"U+{rune.Value:X4}"))}");
        }
    }

    [Fact]
    public void Encode_HtmlEntities_StayAsTheyAre() =>
        Assert.NotEqual(ClipTokenizer.Shared.Encode("cats & dogs"), ClipTokenizer.Shared.Encode("cats &amp; dogs"));

    [Fact]
    public void Encode_HalfASurrogatePair_IsTheReplacementCharacter() =>
        Assert.Equal(ClipTokenizer.Shared.Encode("a \ufffd b"), ClipTokenizer.Shared.Encode("a " + '\ud83d' + " b"));

    [Fact]
    public void Encode_Nothing_IsEmpty()
    {
        Assert.Empty(ClipTokenizer.Shared.Encode(""));
        Assert.Empty(ClipTokenizer.Shared.Encode(" \n\u00a0\u3000 "));
    }

    [Fact]
    public void Encode_SpecialTokens_AreOneIdEach() =>
        Assert.Equal([320, 49407, 320, 49406], ClipTokenizer.Shared.Encode("a<|endoftext|>a <|startoftext|>"));

    [Fact]
    public void Encode_OneVeryLongWord_EndsAndKeepsEveryByte()
    {
        var ids = ClipTokenizer.Shared.Encode(string.Concat(Enumerable.Repeat("abcdefghij", 30_000)));
        Assert.InRange(ids.Count, 30_000, 300_000);
        Assert.Equal(ids.Skip(40).Take(40), ids.Skip(80).Take(40));
    }

    [Fact]
    public void Encode_FromManyThreads_IsTheSame()
    {
        string[] words = [.. Enumerable.Range(0, 500).Select(i => $"word{i} thing{i * 7}")];
        var expected = words.Select(word => ClipTokenizer.Shared.Encode(word).ToArray()).ToArray();
        Parallel.For(0, 2000, i => Assert.Equal(expected[i % 500], ClipTokenizer.Shared.Encode(words[i % 500])));
    }
}
