using System.Text.Json.Nodes;

namespace Studio.Web.Gallery;

/// <summary>Reads from a prompt whether a picture was enlarged: between two passes of a sampler, or by an upscaler alone.</summary>
internal static class PictureHires
{
    /// <summary>The sampler whose latent another one goes on with; null when the other begins by itself.</summary>
    public static JsonObject? FirstPass(JsonObject prompt, JsonObject? sampler) =>
        PictureSettings.Before(prompt, sampler?["latent_image"]).FirstOrDefault(PictureSettings.IsSampler);

    /// <summary>How the second pass enlarges what the first made; null when nothing between them does.</summary>
    public static HiresUse? Of(JsonObject prompt, JsonObject second, JsonObject first)
    {
        var between = PictureSettings.Before(prompt, second["latent_image"]).TakeWhile(node => node != first).ToList();
        var scale = between.Select(node => PictureSettings.Number(node["scale_by"])).FirstOrDefault(by => by is > 0)
            ?? ScaleOf(prompt, between, first);
        if (scale is not { } times)
            return null;
        var upscaler = PictureSettings.Before(prompt, between.Select(node => node["upscale_model"]).FirstOrDefault(link =>
            link is not null))
            .Select(node => PictureSettings.Text(node["model_name"])).FirstOrDefault(name => name is not null);
        return new(upscaler, times, (int)(PictureSettings.Number(second["steps"]) ?? 1), PictureSettings.Number(second["denoise"]) ?? 1);
    }

    /// <summary>The settings of a picture that no sampler made; null when nothing enlarged it either.</summary>
    public static PictureSettings? Enlarged(JsonObject prompt, IReadOnlyList<JsonObject> ancestors) =>
        ancestors.FirstOrDefault(node => node["upscale_model"] is JsonArray) is not { } upscaling ? null : new()
        {
            Upscaler = PictureSettings.Before(prompt, upscaling["upscale_model"]).Select(node => PictureSettings.Text(node["model_name"]))
                .FirstOrDefault(name => name is not null),
            Source = PictureSettings.PictureBefore(prompt, upscaling["image"]),
        };

    // scaled to a size: beside that of the first pass
    private static double? ScaleOf(JsonObject prompt, List<JsonObject> between, JsonObject first)
    {
        var wide = between.Select(node => PictureSettings.Number(node["width"])).FirstOrDefault(width => width is > 0);
        var before = PictureSettings.Before(prompt, first["latent_image"]).Select(node => PictureSettings.Number(node["width"]))
            .FirstOrDefault(width => width is > 0);
        return wide is { } now && before is { } then ? Math.Round(now / then, 2) : null;
    }
}
