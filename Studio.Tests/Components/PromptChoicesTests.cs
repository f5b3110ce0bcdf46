using Studio.Engine;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Components.Generation;
using Studio.Web.Gallery;
using Studio.Web.UserData;

namespace Studio.Tests.Components;

/// <summary>"{red|green}" and "__colour__", decided by a seed.</summary>
public sealed class PromptChoicesTests
{
    private static readonly Dictionary<string, string[]> Lists = new()
    {
        ["colour"] = ["red", "green", "{light |}blue"], ["house"] = ["a __colour__ house"], ["empty"] = [], ["loop"] = ["x __loop__"],
    };

    [Theory]
    [InlineData("")]
    [InlineData("a house, {one}, snake_case, __, _ _ and } or {")]
    [InlineData("(a:1.2) | b")]
    public void Of_TextWithoutChoices_IsTheSame(string text) => Assert.Equal(text, Decide(text, 5));

    [Theory]
    [InlineData("{red|green}", "^(red|green)$")]
    [InlineData("a {{dark |}red|green} __house__!", "^a (dark red|red|green) a (red|green|blue|light blue) house!$")]
    [InlineData("{a|b}{a|b}", "^[ab]{2}$")]
    [InlineData("{9::__colour__|1::black}", "^(red|green|blue|light blue|black)$")]
    public void Of_Choices_IsOneOfThemAndAlwaysTheSameForASeed(string text, string pattern)
    {
        for (var seed = 0UL; seed < 50; seed++)
        {
            Assert.Matches(pattern, Decide(text, seed));
            Assert.Equal(Decide(text, seed), Decide(text, seed));
        }
    }

    [Fact]
    public void Of_ManySeeds_DrawsAsOftenAsTheWeightsSay()
    {
        var drawn = Enumerable.Range(0, 4000).Count(seed => Decide("{red|3::green}", (ulong)seed) == "green");
        Assert.InRange(drawn, 2900, 3100);
    }

    /// <summary>The first number of SplitMix64 for the seed 0 is E220A8397B1DCDAF, in the published code: 0.883 of the way.</summary>
    [Fact]
    public void Of_TheSeed0_IsWhatItAlwaysWas() => Assert.Equal("8", Decide("{0|1|2|3|4|5|6|7|8|9}", 0));

    [Theory]
    [InlineData("a __nothing__", "There is no wildcard list nothing")]
    [InlineData("__empty__", "is empty")]
    [InlineData("__loop__", "leads to itself")]
    public void Of_ListsThatGiveNothing_SaysWhy(string text, string why) =>
        Assert.Contains(why, Assert.Throws<EngineException>(() => Decide(text, 1)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_ALoraAmongTheChoices_BelongsToTheJobsThatChoseIt()
    {
        var choices = new GenerationChoices
        {
            Checkpoints = [new("m", "SD 1.x", null, 64)], Samplers = ["euler"], Schedulers = ["normal"], Loras = ["flat.safetensors"],
        };
        var draft = choices.Complete(new()) with
        {
            Positive = "{a house <lora:flat:0.5>|a tree}", Negative = "{rain|fog}", Count = "20", RandomSeed = false, Seed = "1",
        };
        var check = new DraftCheck(draft, choices);
        var jobs = check.Read(() => 0);
        Assert.Empty(check.Errors);
        var byWords = jobs.ToLookup(job => job.Positive);
        Assert.Equal(["a house", "a tree"], byWords.Select(group => group.Key).Order(StringComparer.Ordinal));
        Assert.All(byWords["a house"], job => Assert.Equal(new LoraUse("flat.safetensors", 0.5, 0.5), Assert.Single(job.Loras)));
        Assert.All(byWords["a tree"], job => Assert.Empty(job.Loras));
        Assert.All(jobs, job => Assert.Equal(new PromptTemplate(draft.Positive, draft.Negative), job.Template));
        Assert.All(jobs, job => Assert.Contains(job.Negative, new[] { "rain", "fog" }));
    }

    [Fact]
    public void Lines_OfAList_AreItsChoicesWithoutNotes()
    {
        using var folder = new TemporaryFolder();
        var files = new WildcardFiles(new StudioOptions { StudioDir = folder.Path });
        Assert.Empty(files.Names());
        Directory.CreateDirectory(Path.Join(folder.Path, "wildcards", "warm"));
        File.WriteAllText(Path.Join(folder.Path, "wildcards", "warm", "Colour.txt"), "# mine\nred\r\n\n  orange \n");
        File.WriteAllText(Path.Join(folder.Path, "secret.txt"), "no");
        Assert.Equal(["warm/Colour"], files.Names());
        Assert.Equal(["red", "orange"], files.Lines("warm/colour"));
        Assert.Null(files.Lines("../secret"));
    }

    private static string Decide(string text, ulong seed) => new PromptChoices(seed, name => Lists.GetValueOrDefault(name)).Of(text);
}
