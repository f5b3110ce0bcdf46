using System.Text.Json.Nodes;
using Studio.Engine.Imaging;
using Studio.Engine.Python;
using Studio.Engine.Workflows;
using static Studio.Tests.Workflows.Flow;

namespace Studio.Tests.Workflows;

/// <summary>Files in and out: what nobody touches stays as it came, and what it says is read.</summary>
public sealed class WorkflowReadingTests
{
    /// <summary>With fields that nobody knows, numbers in several spellings and keys in no order.</summary>
    private const string Old = """
        {"z": [1.0, 1e3, -0.0, 12345678901234567890, "é\ud83d\ude00"], "last_node_id": 3, "nodes": [
          {"title": "Ground", "id": 1, "type": "EmptyImage", "pos": {"0": 10.5, "1": -20}, "size": {"0": 210, "1": 46}, "flags": {"collapsed": true}, "mode": 4, "order": 1,
           "inputs": [{"name": "width", "type": "INT", "link": 5, "widget": {"name": "width"}, "shape": 7}], "outputs": [{"name": "IMAGE", "type": "IMAGE", "links": null, "slot_index": "0"}],
           "widgets_values": [8, 8.0, null, "x", {"deep": [[]]}], "properties": {"ver": "0.3.24", "models": []}, "color": "#232"},
          {"id": "two", "type": "rgthree", "outputs": [{"name": "a", "type": ["A", "B"], "links": []}, {"name": "b", "type": -1}], "widgets_values": {"on": true}}],
         "links": [[5, "two", 1, 1, 0, "INT"], null, [6, "two", "0", 1, "3", "*"]],
         "groups": [{"title": "Frame", "bounding": [1, 2, 3, 4], "locked": true}], "config": null,
         "extra": {"ds": {"scale": 0.7}, "linkExtensions": [{"id": 5, "parentId": 8}], "reroutes": [{"id": 8, "parentId": 7, "pos": [3, 4]}, {"id": 7, "pos": [1, 2]}],
                   "groupNodes": {"Mine": {"nodes": [{"type": "EmptyImage"}], "links": []}}}, "version": 0.4}
        """;

    [Fact]
    public void Source_OfWhatIsUntouched_IsTheSameJson()
    {
        var json = PythonJson.Parse(Old, keepNaN: true)!;
        Assert.Equal(json.ToJsonString(), Read(Old).Source.ToJsonString());
    }

    [Fact]
    public void Read_Format04_SaysWhatTheFileSays()
    {
        var workflow = Read(Old);
        var node = workflow.Graph.Nodes[0];

        Assert.Equal(("1", "EmptyImage", "Ground", NodeMode.Bypass, (10.5, -20d), (210d, 46d)),
            (node.Id, node.Type, node.Title, node.Mode, node.Position, node.Size));
        Assert.Equal(new WorkflowInput("width", "INT", 5, "width"), Assert.Single(node.Inputs));
        Assert.Equal([new WorkflowOutput("a", "A,B"), new WorkflowOutput("b", "-1")], workflow.Graph.Nodes[1].Outputs);
        Assert.Equal([new WorkflowLink(5, "two", 1, "1", 0, "INT", 8), new WorkflowLink(6, "two", 0, "1", 3, "*")], workflow.Graph.Links);
        Assert.Equal([new WorkflowGroup("Frame", 1, 2, 3, 4)], workflow.Graph.Groups);
        Assert.Equal([new WorkflowReroute(8, 3, 4, 7), new WorkflowReroute(7, 1, 2, null)], workflow.Graph.Reroutes);
        Assert.Equal(["Mine"], workflow.GroupNodes.Keys);
    }

    [Fact]
    public void Edit_OneField_LeavesTheRestAndTheOriginal()
    {
        var workflow = Read(Old);

        var edited = workflow.Edit(json => json["nodes"]![0]!["title"] = "Sky").Workflow!;

        Assert.Equal(("Sky", "Ground"), (edited.Graph.Nodes[0].Title, workflow.Graph.Nodes[0].Title));
        Assert.Equal(workflow.Source.ToJsonString().Replace("\"Ground\"", "\"Sky\"", StringComparison.Ordinal),
            edited.Source.ToJsonString());
        Assert.Equal("Entry 1 of the nodes is no node: it needs an id and a type.",
            workflow.Edit(json => json["nodes"]![0]!["type"] = 5).Faults[0].Sentence);
    }

    [Fact]
    public void Read_WorkflowInsideAPicture_IsTheFile()
    {
        var picture = ImageCodec.EncodePng(new RgbImage(new byte[12], 1, 2, 2, 3),
            text: new Dictionary<string, string> { ["workflow"] = Old });
        Assert.Equal(Read(Old).Source.ToJsonString(), Read(ImageCodec.ReadText(picture.Bytes)["workflow"]).Source.ToJsonString());
    }

    [Theory]
    [InlineData("""{"1": {"class_type": "KSampler", "inputs": {}}}""")] // a prompt
    [InlineData("""{"nodes": {"class_type": "KSampler"}, "links": {"class_type": "KSampler"}}""")] // a prompt with odd ids
    [InlineData("[]")]
    [InlineData("nonsense")]
    public void Read_WhatIsNoWorkflow_IsRefused(string text)
    {
        Assert.Null(WorkflowReader.Read(text).Workflow);
        Assert.NotEmpty(WorkflowReader.Read(text).Faults);
    }
}
