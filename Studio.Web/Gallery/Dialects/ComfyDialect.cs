using System.Text.Json.Nodes;

namespace Studio.Web.Gallery.Dialects;

/// <summary>The prompt of ComfyUI and of this product, "prompt": its graph is walked from what saves. "prompt_template" has the words
/// before a seed chose among them.</summary>
internal sealed class ComfyDialect : IPictureDialect
{
    public string Program => "ComfyUI";

    public int Rank => 0;

    public PictureSettings? Read(IReadOnlyDictionary<string, string> texts)
    {
        if (JsonFields.Object(texts.GetValueOrDefault("prompt")) is not { } prompt)
            return null;
        var saver = prompt.FirstOrDefault(node => node.Value is JsonObject fields && fields.Text("class_type") == "SaveImage").Key;
        return PictureSettings.From(prompt, saver);
    }
}
