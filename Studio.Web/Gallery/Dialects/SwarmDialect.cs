using System.Text.Json.Nodes;

namespace Studio.Web.Gallery.Dialects;

/// <summary>SwarmUI's "parameters": a JSON object with "sui_image_params", whose samplers have ComfyUI's names.</summary>
internal sealed class SwarmDialect : IPictureDialect
{
    public string Program => "SwarmUI";

    public int Rank => 1;

    public PictureSettings? Read(IReadOnlyDictionary<string, string> texts) =>
        JsonFields.Object(texts.GetValueOrDefault("parameters"))?.Object("sui_image_params") is not { } made ? null : new()
        {
            Positive = made.Text("prompt"),
            Negative = made.Text("negativeprompt"),
            Model = made.Text("model"),
            Seed = made.Digits("seed"),
            Steps = made.Whole("steps"),
            Cfg = made.Number("cfgscale"),
            Width = made.Whole("width"),
            Height = made.Whole("height"),
            Sampler = made.Text("sampler"),
            Scheduler = made.Text("scheduler"),
            Loras = LorasOf(made),
        };

    private static List<LoraUse>? LorasOf(JsonObject made)
    {
        var names = Values(made["loras"]);
        var weights = Values(made["loraweights"]);
        var loras = names.Select((name, i) => (Name: name, Weight: Infotext.Number(weights.ElementAtOrDefault(i)) ?? 1))
            .Select(lora => new LoraUse(lora.Name, lora.Weight, lora.Weight)).ToList();
        return loras.Count == 0 ? null : loras;
    }

    // a list, or one text with commas
    private static List<string> Values(JsonNode? value) => value switch
    {
        JsonArray list => [.. list.Select(entry => entry?.ToString() ?? "")],
        JsonValue text => [.. text.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
        _ => [],
    };
}
