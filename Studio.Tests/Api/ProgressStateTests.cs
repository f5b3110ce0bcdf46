using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Web.Api.Comfy;
using Studio.Web.Jobs;

namespace Studio.Tests.Api;

/// <summary>progress_state repeats what it can, without growing with the square of a very large prompt.</summary>
public sealed class ProgressStateTests
{
    [Theory]
    [InlineData(500, 500)]
    [InlineData(501, 2)] // the one that runs and the one that was touched
    public void ProgressState_ManyFinishedNodes_AreRepeatedUpToALimit(int nodes, int told)
    {
        var progress = new JobProgress { JobId = "j", Started = DateTimeOffset.UnixEpoch };
        for (var i = 0; i < nodes; i++)
            progress = progress.After(new ExecutionEvent.Executing(new NodeRef($"{i}", "Node")), DateTimeOffset.UnixEpoch);
        for (var i = 1; i < nodes; i++)
            progress = progress.After(new ExecutionEvent.NodeFinished(new NodeRef($"{i}", "Node")), DateTimeOffset.UnixEpoch);

        var frame = JsonNode.Parse(ComfyMessages.ProgressState(progress).Bytes)!;

        Assert.Equal(told, frame["data"]!["nodes"]!.AsObject().Count);
    }
}
