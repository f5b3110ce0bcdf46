using System.Text.Json.Nodes;

namespace Studio.Web.Gallery.Dialects;

/// <summary>NovelAI's "Comment", a JSON object, beside "Software"; since version 4 the words are a level deeper.</summary>
internal sealed class NovelAiDialect : IPictureDialect
{
    public string Program => "NovelAI";

    public int Rank => 3;

    public PictureSettings? Read(IReadOnlyDictionary<string, string> texts)
    {
        if (JsonFields.Object(texts.GetValueOrDefault("Comment")) is not { } made
            || (texts.GetValueOrDefault("Software") != "NovelAI" && made["uc"] is null && made["v4_prompt"] is null))
            return null;
        var (sampler, scheduler) = SamplerLabels.OfNovelAi(made.Text("sampler"), made.Text("noise_schedule"));
        return new()
        {
            Positive = Words(made.Object("v4_prompt")) ?? made.Text("prompt") ?? texts.GetValueOrDefault("Description"),
            Negative = Words(made.Object("v4_negative_prompt")) ?? made.Text("uc"),
            Seed = made.Digits("seed"),
            Steps = made.Whole("steps"),
            Cfg = made.Number("scale"),
            Width = made.Whole("width"),
            Height = made.Whole("height"),
            Sampler = sampler,
            Scheduler = scheduler,
        };
    }

    private static string? Words(JsonObject? prompt) =>
        prompt?.Object("caption")?.Text("base_caption") is { Length: > 0 } words ? words : null;
}
