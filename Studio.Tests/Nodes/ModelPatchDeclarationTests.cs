using System.Text.Json.Nodes;
using Studio.Engine.Comfy;
using Studio.Tests.Support;

namespace Studio.Tests.Nodes;

/// <summary>The declarations of classes for patches of models, which the recording lacks, as ComfyUI's source has them.</summary>
public sealed class ModelPatchDeclarationTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    [Theory]
    [InlineData("ModelPatchLoader", "Load Model Patch", "model/loaders", "MODEL_PATCH", "name", "")]
    [InlineData("QwenImageDiffsynthControlnet", "Apply Qwen Image DiffSynth ControlNet", "model/patch/qwen", "MODEL",
        "model:MODEL model_patch:MODEL_PATCH vae:VAE image:IMAGE strength:FLOAT", "mask:MASK")]
    [InlineData("ZImageFunControlnet", "Apply Z-Image Fun ControlNet", "model/patch/z-image", "MODEL",
        "model:MODEL model_patch:MODEL_PATCH vae:VAE strength:FLOAT", "image:IMAGE inpaint_image:IMAGE mask:MASK")]
    public void Describe_EachClass_IsWhatComfyUiDeclares(string name, string title, string category, string output, string required,
        string optional)
    {
        var info = ObjectInfo.Describe(fixture.Engine.Nodes.Find(name)!);

        Assert.Equal((title, category, output), ((string?)info["display_name"], (string?)info["category"], (string?)info["output"]![0]));
        Assert.Equal(("comfy_extras.nodes_model_patch", true), ((string?)info["python_module"], (bool?)info["experimental"]));
        Assert.Equal(required, Inputs(info, "required"));
        Assert.Equal(optional, Inputs(info, "optional"));
        if (info["input"]!["required"]!["strength"] is { } strength)
            Assert.Equal("""{"default":1.0,"min":-10.0,"max":10.0,"step":0.01}""", Plain(strength[1]!));
    }

    private static string Inputs(JsonObject info, string kind) => string.Join(' ', (info["input"]![kind]?.AsObject() ?? [])
        .Select(input => input.Value![0] is JsonValue type ? $"{input.Key}:{type}" : input.Key));

    private static string Plain(JsonNode settings)
    {
        var plain = settings.DeepClone().AsObject();
        plain.Remove("tooltip");
        return plain.ToJsonString();
    }
}
