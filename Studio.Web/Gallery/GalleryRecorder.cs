using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Web.Jobs;

namespace Studio.Web.Gallery;

/// <summary>Gives each picture and latent of a job its owner and settings, before any client hears of it.</summary>
internal sealed class GalleryRecorder(ImageStore store, GalleryIndex index, TimeProvider time) : IJobOutputs
{
    private static readonly string[] Kinds = ["images", "latents"];

    public void Shown(Job job, ExecutionEvent.Executed shown)
    {
        var files = Kinds.SelectMany(kind => shown.Ui[kind] as JsonArray ?? []).OfType<JsonObject>().ToList();
        if (files.Count == 0)
            return;
        var settings = PictureSettings.From(JsonNode.Parse(job.Prompt) as JsonObject ?? [], shown.Node.DisplayId);
        foreach (var entry in files)
        {
            if (ImageNames.Folder((string?)entry["type"]) is not { } folder || (string?)entry["filename"] is not { } name)
                continue;
            var image = new Studio.Engine.Imaging.StoredImage(name, (string?)entry["subfolder"] ?? "", folder);
            if (store.PathOf(image) is not { } path)
                continue;
            var bytes = File.ReadAllBytes(path);
            var size = PictureGallery.SizeOf(bytes);
            index.Add(new()
            {
                Image = image,
                Bytes = bytes.Length,
                Width = size?.Width,
                Height = size?.Height,
                Created = time.GetUtcNow(),
                Settings = settings,
                Owners = [new(job.Owner, job.Id, shown.Node.DisplayId)],
            });
        }
    }
}
