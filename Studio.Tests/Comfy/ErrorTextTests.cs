using System.Text.Json.Nodes;
using Studio.Engine.Comfy;
using Studio.Engine.Graph;
using Studio.Tests.Support;

namespace Studio.Tests.Comfy;

/// <summary><c>PromptValidatorTests</c> compares the words with ComfyUI's own; here, that none is missing.</summary>
public sealed class ErrorTextTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    [Fact]
    public void Of_EveryMistakeThereIs_HasWords()
    {
        var errors = Errors().ToList();

        Assert.Equal(Kinds().Order(StringComparer.Ordinal), errors.Select(error => error.GetType().Name).Order(StringComparer.Ordinal));
        Assert.All(errors, error =>
        {
            var (type, message, details, extra) = ErrorText.Of(error);
            Assert.Matches("^[a-z_]+$", type);
            Assert.NotEmpty(message);
            if (error.InputName is { } input)
                Assert.Equal(input, (string?)extra["input_name"]);
            Assert.True(details.Length > 0 || error is PromptError.NoOutputs);
        });
    }

    [Fact]
    public void Of_WhatTheChoicesWere_IsToldWhateverTheyAreNow()
    {
        var input = fixture.Engine.Nodes.Find("KSampler")!.InputsByName["scheduler"];
        var error = new PromptError.NotAChoice(new DeclaredInput(input, ["then"]), "now", [JsonValue.Create("now")], []);

        var text = ErrorText.Of(error);

        Assert.Equal("scheduler: 'now' not in ['then']", text.Details);
        Assert.Equal("""["then"]""", text.ExtraInfo["input_config"]![0]!.ToJsonString());
    }

    [Fact]
    public void ExceptionOf_EveryCause_IsAnExceptionsName() =>
        Assert.All(Enum.GetValues<FailureCause>(), cause => Assert.Matches("^[A-Za-z.]+(Error|Blocked)$", FailureText.ExceptionOf(cause)));

    private static IEnumerable<string> Kinds() => typeof(PromptError).GetNestedTypes().Where(type => !type.IsAbstract)
        .Select(type => type.Name);

    private IEnumerable<PromptError> Errors()
    {
        var steps = new DeclaredInput(fixture.Engine.Nodes.Find("KSampler")!.InputsByName["steps"], null);
        var scheduler = steps with { Schema = fixture.Engine.Nodes.Find("KSampler")!.InputsByName["scheduler"], Choices = ["a", "b"] };
        var node = new PromptNode("1", "KSampler", new Dictionary<string, InputValue>(), null);
        var link = new InputValue.Link("2", 0);
        return
        [
            new PromptError.NoPrompt(), new PromptError.NotJson("why"), new PromptError.TooManyNodes(2, 1), 
            new PromptError.BadWorkflow([new WorkflowFault("1", "a", "why")]),
            new PromptError.InputsNotAnObject("1"), new PromptError.NoClassType("1", null),
            new PromptError.UnknownClass([node], ["do"], []),
            new PromptError.NoOutputs(), new PromptError.AllOutputsFailed([new PromptError.NoInputs()]),
            new PromptError.SomeOutputsFailed(), new PromptError.BadId(), new PromptError.IdInUse(), new PromptError.MissingInput(steps),
            new PromptError.NotALink(steps, "x"), new PromptError.WrongLinkType(scheduler, "INT", link),
            new PromptError.NotConvertible(steps, "x", "why"), new PromptError.TooSmall(steps, 0, 1), new PromptError.TooBig(steps, 2, 1),
            new PromptError.NotAChoice(scheduler, "c", ["c"], []), new PromptError.RefusedByNode("image", "bad"),
            new PromptError.NoInputs { Consumer = new Consumer("image", null, link) }, new PromptError.UnknownNode("3"),
            new PromptError.UnknownSlot(), new PromptError.SlotNotANumber(), new PromptError.CheckFailed(FailureCause.NoFile, "gone"),
            new PromptError.Cycle("1", [node]),
        ];
    }
}
