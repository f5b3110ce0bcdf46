using System.Text.Json.Nodes;
using Google.Protobuf;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Web.Workers;
using Studio.Web.Workers.Wire;

namespace Studio.Tests.Workers;

/// <summary>What crosses the border comes out as it went in.</summary>
public sealed class WireEventTests
{
    private static readonly NodeRef Sent = new("3", "KSampler");
    private static readonly NodeRef Inner = new("3.0.1", "VAEDecode", "3", "3", "7");

    private static readonly ExecutionFailure Failure = new(Inner, FailureCause.OutOfMemory, "Too large.\n", ["a", "b"],
        new JsonObject { ["seed"] = ulong.MaxValue }, ["1"], ["2", "3"], EngineError.OutOfMemory) { NeededBytes = 5L << 40 };

    public static TheoryData<ExecutionEvent> All => [
        new ExecutionEvent.Started(), new ExecutionEvent.Cached(["1", "ü"]), new ExecutionEvent.Executing(Inner),
        new ExecutionEvent.Progress(Sent, 2, 20), new ExecutionEvent.Preview(Sent, [1, 2, 0], "image/png"),
        new ExecutionEvent.Executed(Inner, new JsonObject { ["images"] = new JsonArray(1.5, "x") }, true),
        new ExecutionEvent.Warned(Sent, "Half."), new ExecutionEvent.NodeFinished(Sent), new ExecutionEvent.Failed(Failure),
        new ExecutionEvent.Failed(Failure with { Kind = null }), new ExecutionEvent.Interrupted(Inner, ["1"]),
        new ExecutionEvent.Finished()];

    [Theory]
    [MemberData(nameof(All))]
    public void Event_ThereAndBack_IsTheSame(ExecutionEvent happened)
    {
        var again = WireEvents.FromWire(RunEvent.Parser.ParseFrom(WireEvents.ToWire(happened).ToByteArray()));

        Assert.Equal(happened.GetType(), again.GetType());
        Assert.Equal(TextOf(happened), TextOf(again));
    }

    [Fact]
    public void Events_AllKinds_AreTried() => Assert.Equal(
        typeof(ExecutionEvent).GetNestedTypes().Where(type => type.IsAssignableTo(typeof(ExecutionEvent))).ToHashSet(),
        ((IEnumerable<object[]>)All).Select(row => row[0].GetType()).ToHashSet());

    [Fact]
    public void Request_ThereAndBack_IsTheSame()
    {
        var prompt = PromptParser.Parse("""{"1": {"class_type": "A", "inputs": {"seed": 18446744073709551615, "f": 1.0}}}""").Prompt!;
        var request = new RunRequest("id", prompt, ["1"], new JsonObject { ["workflow"] = new JsonObject() }, "taesd")
        {
            Owner = "anna",
            Attempt = 2,
            Texts = new Dictionary<string, string> { ["parameters"] = "a\nb" },
            WithMetadata = false,
        };

        var again = WireRequests.FromWire(RunStart.Parser.ParseFrom(WireRequests.ToWire(request).ToByteArray()), RunFiles.None);

        Assert.Equal(prompt.Source.ToJsonString(), again.Prompt.Source.ToJsonString());
        Assert.Equal((request.PromptId, request.PreviewMethod, request.Owner, request.Attempt, request.WithMetadata),
            (again.PromptId, again.PreviewMethod, again.Owner, again.Attempt, again.WithMetadata));
        Assert.Equal((request.Outputs.Single(), request.ExtraPngInfo!.ToJsonString()),
            (again.Outputs.Single(), again.ExtraPngInfo!.ToJsonString()));
        Assert.Equal(request.Texts, again.Texts);
        Assert.Null(WireRequests.FromWire(WireRequests.ToWire(request with { Texts = null, ExtraPngInfo = null }), RunFiles.None).Texts);
    }

    private static string TextOf(ExecutionEvent happened) => string.Join('|', happened.GetType().GetProperties()
        .Select(property => property.GetValue(happened)).Select(Told));

    private static string Told(object? value) => value switch
    {
        JsonNode json => json.ToJsonString(),
        byte[] bytes => Convert.ToHexString(bytes),
        IEnumerable<string> texts => string.Join(',', texts),
        ExecutionFailure failure => string.Join('|',
            failure.GetType().GetProperties().Select(property => Told(property.GetValue(failure)))),
        _ => $"{value}",
    };
}
