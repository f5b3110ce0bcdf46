using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Workflows;

namespace Studio.Web.Components.Generation;

/// <summary>A picture that there is, as many times larger as an upscaler was made for.</summary>
/// <param name="Picture">As a prompt names it: "sub/name.png [output]".</param>
/// <param name="Upscaler">A file below models/upscale_models.</param>
public sealed record Enlargement(string Picture, string Upscaler)
{
    private const string Loaded = "1";
    private const string Loader = "2";
    private const string Enlarged = "3";
    private const string Saver = "4";

    /// <summary>The prompt in ComfyUI's API format.</summary>
    public JsonObject ToPrompt() => new()
    {
        [Loaded] = TextToImage.Node("LoadImage", new() { ["image"] = Picture }),
        [Loader] = TextToImage.Node("UpscaleModelLoader", new() { ["model_name"] = Upscaler }),
        [Enlarged] = TextToImage.Node("ImageUpscaleWithModel", new()
        {
            ["upscale_model"] = TextToImage.Link(Loader, 0),
            ["image"] = TextToImage.Link(Loaded, 0),
        }),
        [Saver] = TextToImage.Node("SaveImage", new() { ["images"] = TextToImage.Link(Enlarged, 0), ["filename_prefix"] = "studio" }),
    };

    /// <summary>The same as the editor opens it.</summary>
    public JsonObject ToWorkflow(NodeCatalog nodes) =>
        WorkflowFromPrompt.Convert(PromptParser.Parse(ToPrompt()).Prompt!, nodes).Workflow!.Source;
}
