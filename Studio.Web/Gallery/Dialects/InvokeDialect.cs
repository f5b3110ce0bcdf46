using System.Text.Json.Nodes;

namespace Studio.Web.Gallery.Dialects;

/// <summary>InvokeAI's "invokeai_metadata" since version 3, and "sd-metadata" before.</summary>
internal sealed class InvokeDialect : IPictureDialect
{
    public string Program => "InvokeAI";

    public int Rank => 2;

    public PictureSettings? Read(IReadOnlyDictionary<string, string> texts) =>
        JsonFields.Object(texts.GetValueOrDefault("invokeai_metadata")) is { } made ? Now(made)
        : JsonFields.Object(texts.GetValueOrDefault("sd-metadata")) is { } old ? Before(old)
        : null;

    private static PictureSettings Now(JsonObject made)
    {
        var (sampler, scheduler) = SamplerLabels.OfInvoke(made.Text("scheduler"));
        var loras = (made["loras"] as JsonArray ?? []).OfType<JsonObject>().Select(LoraOf).OfType<LoraUse>().ToList();
        return new()
        {
            Positive = made.Text("positive_prompt"),
            Negative = made.Text("negative_prompt"),
            Model = made.Object("model") is { } model ? model.Text("name") ?? model.Text("model_name") : made.Text("model"),
            Seed = made.Digits("seed"),
            Steps = made.Whole("steps"),
            Cfg = made.Number("cfg_scale"),
            Width = made.Whole("width"),
            Height = made.Whole("height"),
            Sampler = sampler,
            Scheduler = scheduler,
            Loras = loras.Count == 0 ? null : loras,
        };
    }

    private static LoraUse? LoraOf(JsonObject lora)
    {
        var model = lora.Object("model") ?? lora.Object("lora");
        var weight = lora.Number("weight") ?? 1;
        return (model?.Text("name") ?? model?.Text("model_name")) is { } name ? new(name, weight, weight) : null;
    }

    private static PictureSettings Before(JsonObject old)
    {
        var image = old.Object("image") ?? [];
        var (sampler, scheduler) = SamplerLabels.OfInvoke(image.Text("sampler"));
        var words = image["prompt"] is JsonArray { Count: > 0 } parts && parts[0] is JsonObject first ? first.Text("prompt")
            : image.Text("prompt");
        return new()
        {
            Positive = words,
            Model = old.Text("model_weights"),
            Seed = image.Digits("seed"),
            Steps = image.Whole("steps"),
            Cfg = image.Number("cfg_scale"),
            Width = image.Whole("width"),
            Height = image.Whole("height"),
            Sampler = sampler,
            Scheduler = scheduler,
        };
    }
}
