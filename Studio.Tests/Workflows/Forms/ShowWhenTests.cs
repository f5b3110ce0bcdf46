using System.Text.Json.Nodes;
using Studio.Engine.Workflows.Forms;

namespace Studio.Tests.Workflows.Forms;

/// <summary>The grammar of conditions: what is true, and what is refused with a sentence.</summary>
public sealed class ShowWhenTests
{
    private static readonly Dictionary<string, JsonNode?> Values = new()
    {
        ["on"] = true, ["off"] = false, ["mode"] = "fast", ["steps"] = 20, ["zero"] = 0, ["empty"] = "", ["word"] = "false",
            ["missing"] = null,
        ["size"] = "9",
    };

    [Theory]
    [InlineData("on", true)]
    [InlineData("off", false)]
    [InlineData("empty", false)]
    [InlineData("word", false)]
    [InlineData("missing", false)]
    [InlineData("zero", true)] // as in ComfyUI Studio: only missing, empty and false are not
    [InlineData("not off", true)]
    [InlineData("!on", false)]
    [InlineData("!!on", true)]
    [InlineData("mode == fast", true)]
    [InlineData("mode == 'fast'", true)]
    [InlineData("mode == \"slow\"", false)]
    [InlineData("mode != slow", true)]
    [InlineData("steps > 9", true)] // as numbers, not as texts
    [InlineData("size < 10", true)]
    [InlineData("steps >= 20 and steps <= 20", true)]
    [InlineData("steps == 20.0", true)]
    [InlineData("on and off or on", true)]
    [InlineData("on or on and off", true)]
    [InlineData("(on or on) and off", false)]
    [InlineData("not (off or off)", true)]
    [InlineData("off || mode==fast && !off", true)]
    [InlineData("missing == null", true)]
    [InlineData("on == true", true)]
    [InlineData("off == false", true)]
    [InlineData("steps > zero", true)]
    public void Parse_AGoodCondition_IsAsItSays(string text, bool expected)
    {
        var (condition, problem) = ShowWhen.Parse(text, Values.Keys.ToHashSet());
        Assert.Null(problem);
        Assert.Equal(expected, condition!(Values));
    }

    [Theory]
    [InlineData("nowhere", "The form has no input 'nowhere'.")]
    [InlineData("(on", "A parenthesis is not closed.")]
    [InlineData("on)", "')' was not expected there.")]
    [InlineData("on and", "It ends too early.")]
    [InlineData("", "It ends too early.")]
    [InlineData("on = off", "'=' means nothing here.")]
    [InlineData("on on", "'on' was not expected there.")]
    [InlineData("mode == 'fast", "A text in quotes is not closed.")]
    [InlineData("== on", "'==' was not expected there.")]
    public void Parse_ABadCondition_IsRefusedWithWhy(string text, string why)
    {
        var (condition, problem) = ShowWhen.Parse(text, Values.Keys.ToHashSet());
        Assert.Null(condition);
        Assert.EndsWith(why, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_EndlessOrNested_IsRefused()
    {
        Assert.Contains("1000 characters", ShowWhen.Parse(new string('!', 2000), Values.Keys.ToHashSet()).Problem,
            StringComparison.Ordinal);
        var deep = new string('(', 100) + "on" + new string(')', 100);
        Assert.Contains("nested", ShowWhen.Parse(deep, Values.Keys.ToHashSet()).Problem, StringComparison.Ordinal);
    }
}
