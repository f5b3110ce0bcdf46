using System.Text.Json.Nodes;
using Studio.Tests.Conventions;
using Studio.Web.Components.Line;
using Studio.Web.Jobs;
using Studio.Web.Languages;

namespace Studio.Tests.Components;

/// <summary>Why a job waits, in a sentence.</summary>
public sealed class WaitingReasonsTests
{
    [Theory]
    [InlineData("a.safetensors", "a.safetensors", 0, "1 before it.")]
    [InlineData("a.safetensors", "b.safetensors", 0, "1 before it. Another model is loaded first.")]
    [InlineData("a.safetensors", "b.safetensors", 1, "2 before it.")]
    public void Of_AJobBehindOthers_TellsHowManyAndWhetherTheModelChanges(string runs, string waits, int place, string expected)
    {
        var line = new QueueList([new RunningNow("local/engine", Job(runs), null)], [Job(waits), Job(waits)], Remaining: 3, Pause: null);
        Assert.Equal(expected, new WaitingReasons().Of(new(), line, line.Waiting[place], place));
    }

    /// <summary>What is not shown to this user counts all the same.</summary>
    [Fact]
    public void Of_AJobBehindThoseOfOthers_CountsThem()
    {
        var line = new QueueList([], [Job("a.safetensors")], Remaining: 5, Pause: null);
        Assert.Equal("4 before it.", new WaitingReasons().Of(new(), line, line.Waiting[0], 0));
    }

    [Theory]
    [InlineData("de", "1 davor. Zuerst wird ein anderes Modell geladen.")]
    [InlineData("ja", "前に 1 件。 先に別のモデルが読み込まれます。")]
    public void Of_AnotherLanguage_IsWholeSentencesOfIt(string code, string expected)
    {
        var texts = new Texts();
        texts.Use(Language.Find(code)!);
        var line = new QueueList([new RunningNow("local/engine", Job("a.safetensors"), null)], [Job("b.safetensors")], Remaining: 2, null);
        Assert.Equal(expected, new WaitingReasons().Of(texts, line, line.Waiting[0], 0));
    }

    private static Job Job(string model)
    {
        var prompt = JsonNode.Parse(File.ReadAllText(Path.Join(Repository.Root, "STUDIO_DIR.sample/workflows/text-to-image.json")))!;
        prompt["4"]!["inputs"]!["ckpt_name"] = model;
        return new()
        {
            Id = Guid.NewGuid().ToString("D"), Owner = "anna", Number = 1, Prompt = prompt.ToJsonString(), ExtraData = "{}",
            Outputs = ["9"], Created = DateTimeOffset.UnixEpoch,
        };
    }
}
