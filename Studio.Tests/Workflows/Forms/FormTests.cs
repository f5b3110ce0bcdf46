using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Workflows;
using Studio.Engine.Workflows.Forms;
using Studio.Tests.Support;

namespace Studio.Tests.Workflows.Forms;

/// <summary>Forms found in graphs and manifests, filled and refused.</summary>
public sealed class FormTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    private const string Graph = """
        {"4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "studio-demo.safetensors"}},
         "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 128, "height": 64, "batch_size": 1}},
         "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a house", "clip": ["4", 1]}, "_meta": {"title": "Positive"}},
         "3": {"class_type": "KSampler", "inputs": {"seed": 7, "steps": 20, "cfg": 5.5, "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0,
               "model": ["4", 0], "positive": ["6", 0], "negative": ["6", 0], "latent_image": ["5", 0]}},
         "9": {"class_type": "SaveImage", "inputs": {"images": ["3", 0], "filename_prefix": "{{name}}-x"}}}
        """;

    private NodeCatalog Nodes => engine.Engine.Nodes;

    [Fact]
    public void Find_AGraphAlone_ProposesWhatPeopleChange()
    {
        var form = FormReader.Find(null, Prompt(Graph), Nodes);
        Assert.Equal(FormOrigin.Proposed, form.Origin);
        Assert.Equal(
            ["Positive Text", "Seed Seed", "Model Choice", "Width Integer", "Height Integer"],
            form.Inputs.Where(input => !input.IsAdvanced).Select(input => $"{input.Label} {input.Type}"));
        Assert.Equal(["Batch size", "Steps", "CFG", "Sampler", "Scheduler", "Denoise"],
            form.Inputs.Where(input => input.IsAdvanced).Select(input => input.Label));
        Assert.Equal((1d, 10000d), (form.Inputs.Single(input => input.Label == "Steps").Min,
            form.Inputs.Single(input => input.Label == "Steps").Max));
    }

    [Fact]
    public void Find_AGraphWithoutTitles_NamesTextsAndPicturesByWhatTheyAreFor()
    {
        var prompt = Prompt("""
            {"4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "studio-demo.safetensors"}},
             "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a roof", "clip": ["4", 1]}, "_meta": {"title": "CLIP Text Encode (Prompt)"}},
             "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "", "clip": ["4", 1]}},
             "8": {"class_type": "ConditioningZeroOut", "inputs": {"conditioning": ["7", 0]}},
             "10": {"class_type": "LoadImage", "inputs": {"image": "a.png"}},
             "11": {"class_type": "ImageScale", "inputs": {"image": ["10", 0], "upscale_method": "bicubic", "width": 128, "height": 64, "crop": "center"}},
             "12": {"class_type": "LoadImage", "inputs": {"image": "m.png"}},
             "13": {"class_type": "ImageScale", "inputs": {"image": ["12", 0], "upscale_method": "bicubic", "width": 128, "height": 64, "crop": "center"}},
             "14": {"class_type": "ImageToMask", "inputs": {"image": ["13", 0], "channel": "red"}},
             "15": {"class_type": "VAEEncode", "inputs": {"pixels": ["11", 0], "vae": ["4", 2]}},
             "16": {"class_type": "SetLatentNoiseMask", "inputs": {"samples": ["15", 0], "mask": ["14", 0]}},
             "3": {"class_type": "KSampler", "inputs": {"seed": 7, "steps": 20, "cfg": 5.5, "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0,
                   "model": ["4", 0], "positive": ["6", 0], "negative": ["8", 0], "latent_image": ["16", 0]}}}
            """);
        var form = FormReader.Find(null, prompt, Nodes);
        Assert.Equal(["Prompt", "Negative prompt", "Picture", "Mask", "Seed", "Model", "Width", "Height"],
            form.Inputs.Where(input => !input.IsAdvanced).Select(input => input.Label));
        Assert.StartsWith("What the picture should show", form.Inputs[0].Hint, StringComparison.Ordinal);
        Assert.Equal("What should stay out of the picture.", form.Inputs[1].Hint);
        Assert.Equal([new FormTarget("11", "width"), new FormTarget("13", "width")],
            form.Inputs.Single(input => input.Label == "Width").Targets);
    }

    [Fact]
    public void Find_AppModeData_TakesItsWidgetsInTheirOrder()
    {
        var prompt = Prompt(Graph);
        var file = WorkflowFromPrompt.Convert(prompt, Nodes).Workflow!.Edit(json =>
            json["extra"] = JsonNode.Parse("""{"linearData": {"inputs": [[3, "seed"], [6, "text"], [99, "gone"]], "outputs": [9]}}""")).Workflow;
        var form = FormReader.Find(file, prompt, Nodes);
        Assert.Equal((FormOrigin.AppMode, "seed_3,text_6"), (form.Origin, string.Join(',', form.Inputs.Select(input => input.Id))));
    }

    [Fact]
    public void Fill_ExternalNodes_PutsValuesInTheirPlace()
    {
        var json = (JsonObject)JsonNode.Parse(Graph)!;
        json["20"] = JsonNode.Parse("""{"class_type": "ComfyUIDeployExternalText", "inputs": {"input_id": "words", "default_value": "d", "display_name": "Words"}}""");
        json["21"] = JsonNode.Parse("""{"class_type": "ComfyUIDeployExternalImage", "inputs": {"input_id": "picture", "default_value_url": ""}}""");
        json["22"] = JsonNode.Parse("""{"class_type": "ComfyUIDeployExternalEnum", "inputs": {"input_id": "sampler", "default_value": "heun", "options": "[\"euler\", \"heun\"]"}}""");
        json["23"] = JsonNode.Parse("""{"class_type": "VAEEncode", "inputs": {"pixels": ["21", 0], "vae": ["4", 2]}}""");
        json["6"]!["inputs"]!["text"] = JsonNode.Parse("""["20", 0]""");
        json["3"]!["inputs"]!["sampler_name"] = JsonNode.Parse("""["22", 0]""");
        var prompt = Prompt(json.ToJsonString());
        var form = FormReader.Find(null, prompt, Nodes);
        Assert.Equal((FormOrigin.ExternalNodes, "words Text,picture Picture,sampler Choice"),
            (form.Origin, string.Join(',', form.Inputs.Select(input => $"{input.Id} {input.Type}"))));
        Assert.Equal("picture is missing.", Fill(form, prompt).Errors["picture"]);

        var filled = Fill(form, prompt, ("words", "a tree"), ("picture", "x.png")).Prompt!;
        Assert.Equal("a tree", (string?)filled["6"]!["inputs"]!["text"]);
        Assert.Equal("heun", (string?)filled["3"]!["inputs"]!["sampler_name"]);
        Assert.Equal("""{"class_type":"LoadImage","inputs":{"image":"x.png"}}""", filled["21"]!.ToJsonString());
        Assert.False(filled.ContainsKey("20") || filled.ContainsKey("22"));
        Assert.True(WorkflowReadiness.Of(prompt, Nodes, form).Nodes.Count == 0);
    }

    [Fact]
    public void Fill_AManifest_CastsChecksAndReplacesPlaceholders()
    {
        var form = Manifest("""
            [{"id": "name", "type": "string", "default": "pic"}, {"group": "More", "collapsed": true, "items": [
             {"id": "steps", "name": "Steps", "type": "int", "min": 1, "max": 60, "node_id": 3, "field": "steps"},
             {"id": "sampler", "type": "select", "options": ["euler", {"label": "Heun", "value": "heun"}], "node_id": "3", "field": "sampler_name"}]},
             {"id": "size", "type": "resolution_picker", "node_id": 5}, {"id": "seed", "type": "seed", "default": -1, "node_id": 3, "field": "seed"},
             {"id": "own", "type": "bool"}, {"id": "cfg", "type": "float", "show_when": "own and steps > 10", "node_id": 3, "field": "cfg"}]
            """);
        Assert.True(form.Find("steps")!.IsAdvanced);
        var filled = Fill(form, Prompt(Graph), ("steps", "30"), ("sampler", "heun"), ("size", "256x320"), ("cfg", 3));
        var sampler = filled.Prompt!["3"]!["inputs"]!;
        Assert.Equal((30, "heun", 5ul), ((long)sampler["steps"]!, (string?)sampler["sampler_name"], (ulong)sampler["seed"]!));
        Assert.Equal((256, 320), ((long)filled.Prompt["5"]!["inputs"]!["width"]!, (long)filled.Prompt["5"]!["inputs"]!["height"]!));
        Assert.Equal("pic-x", (string?)filled.Prompt["9"]!["inputs"]!["filename_prefix"]);
        Assert.Equal(5.5, (double)sampler["cfg"]!); // not asked for, so as the graph has it
        Assert.Equal(5ul, filled.Seeds["seed"]);
        Assert.Equal(3d, (double)Fill(form, Prompt(Graph), ("own", true), ("steps", 20), ("cfg", 3)).Prompt!["3"]!["inputs"]!["cfg"]!);
    }

    [Theory]
    [InlineData("steps", "0", "Steps is a whole number from 1 to 60.")]
    [InlineData("steps", "2.5", "Steps is a whole number from 1 to 60.")]
    [InlineData("steps", "many", "Steps is a whole number from 1 to 60.")]
    [InlineData("sampler", "nope", "sampler cannot be 'nope'; choose one of the list.")]
    [InlineData("seed", "1.5", "seed is a whole number from 0 to 18446744073709551615, or -1 to draw one.")]
    [InlineData("size", "big", "size is a width and a height, each from 16 to 16384.")]
    [InlineData("own", "maybe", "own is true or false.")]
    [InlineData("words", "", "words is missing.")]
    [InlineData("other", "1", "The form has no input 'other'.")]
    public void Fill_AWrongValue_IsASentenceAtItsInput(string input, string value, string expected)
    {
        var form = Manifest("""
            [{"id": "steps", "name": "Steps", "type": "integer", "min": 1, "max": 60, "node_id": 3, "field": "steps"},
             {"id": "sampler", "type": "enum", "node_id": 3, "field": "sampler_name"}, {"id": "seed", "type": "seed"},
             {"id": "size", "type": "resolution_picker"}, {"id": "own", "type": "boolean"}, {"id": "words", "type": "text", "required": true, "default": "x"}]
            """);
        if (input == "words")
            form = form with { Inputs = [.. form.Inputs.Select(known => known with { Default = null })] };
        var filled = Fill(form, Prompt(Graph), (input, value));
        Assert.Null(filled.Prompt);
        Assert.Equal(expected, filled.Errors[input]);
    }

    [Theory]
    [InlineData("""[{"id": "a", "type": "video"}]""", "Input 'a' has the type 'video'")]
    [InlineData("""[{"type": "int"}]""", "An input of the manifest has no id.")]
    [InlineData("""[{"id": "a"}, {"id": "a"}]""", "Two inputs have the id 'a'.")]
    [InlineData("""[{"id": "a", "show_when": "b"}]""", "Input 'a': The condition 'b' cannot be read. The form has no input 'b'.")]
    [InlineData("""[{"id": "a", "type": "select", "options": [{}]}]""", "Input 'a': each of its options")]
    public void Read_ABadManifest_SaysWhatIsWrong(string inputs, string expected)
    {
        var (form, faults) = ManifestReader.Read(new JsonObject { ["inputs"] = JsonNode.Parse(inputs) });
        Assert.Null(form);
        Assert.Contains(expected, string.Join(' ', faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_AForm_IsReadAgainTheSame()
    {
        var form = WidgetInputs.Propose(Prompt(Graph), Nodes) with { Origin = FormOrigin.Manifest };
        form = form with { Inputs = [.. form.Inputs.Take(3),
            form.Inputs[3] with { ShowWhen = "seed_3", Group = "G", Options = [new("A", "a")],
            Targets = [new("3", "seed"), new("4", "x")] }] };
        var again = ManifestReader.Read(new JsonObject { ["inputs"] = ManifestWriter.Inputs(form) }).Form!;
        Assert.Equal(ManifestWriter.Inputs(form).ToJsonString(), ManifestWriter.Inputs(again).ToJsonString());
        Assert.Equal(form.Inputs[3].Targets, again.Inputs[3].Targets);
    }

    [Fact]
    public void Readiness_OfAGraph_NamesModelsAndNodesWithTheNearest()
    {
        var prompt = Prompt("""
            {"1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "gone.safetensors"}, "_meta": {"title": "Load"}},
             "2": {"class_type": "KSamplr", "inputs": {}}, "3": {"class_type": "KSamplr", "inputs": {}},
             "4": {"class_type": "LoadImage", "inputs": {"image": "mine.png"}}}
            """);
        var readiness = WorkflowReadiness.Of(prompt, Nodes, WidgetInputs.Propose(prompt, Nodes));
        Assert.False(readiness.IsReady);
        Assert.Equal("gone.safetensors", readiness.Models.Single().Value);
        Assert.Contains("KSampler", readiness.Nodes.Single().Nearest);
        Assert.Single(readiness.Choices); // the picture is asked for
        Assert.True(WorkflowReadiness.Of(Prompt(Graph), Nodes).IsReady);
    }

    [Fact]
    public void SetWidgets_OfAFile_ChangesTheirPlacesAndNothingElse()
    {
        var file = WorkflowFromPrompt.Convert(Prompt(Graph), Nodes).Workflow!;
        var changed = WorkflowWidgets.Set(file, [("3", "steps", 33), ("3", "sampler_name", "heun"), ("6", "text", "new"), ("99", "x", 1)],
            Nodes);
        var prompt = PromptFromWorkflow.Convert(changed, Nodes, Flow.Now).Prompt!;
        Assert.Equal((33, "heun", 7, "new"), ((int)prompt["3"]!["inputs"]!["steps"]!, (string?)prompt["3"]!["inputs"]!["sampler_name"],
            (int)prompt["3"]!["inputs"]!["seed"]!, (string?)prompt["6"]!["inputs"]!["text"]));
        var back = WorkflowWidgets.Set(changed, [("3", "steps", 20), ("3", "sampler_name", "euler"), ("6", "text", "a house")], Nodes);
        Assert.True(JsonNode.DeepEquals(file.Source, back.Source));
    }

    private static Prompt Prompt(string json) => PromptParser.Parse(json).Prompt!;

    private static WorkflowForm Manifest(string inputs)
    {
        var (form, faults) = ManifestReader.Read(new JsonObject { ["inputs"] = JsonNode.Parse(inputs) });
        Assert.True(form is not null, string.Join(' ', faults));
        return form!;
    }

    private FilledForm Fill(WorkflowForm form, Prompt prompt, params (string Input, JsonNode? Value)[] values) =>
        FormFilling.Fill(form, prompt.Source, values.ToDictionary(pair => pair.Input, pair => pair.Value), Nodes, () => 5);
}
