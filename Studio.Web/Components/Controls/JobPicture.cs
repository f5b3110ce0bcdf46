using System.Text.Json.Nodes;
using Studio.Engine.Imaging;
using Studio.Web.Auth;
using Studio.Web.Gallery;
using Studio.Web.Jobs;

namespace Studio.Web.Components.Controls;

/// <summary>What came out of a job.</summary>
internal static class JobPicture
{
    /// <summary>The first picture that is still there; null when there is none.</summary>
    public static Picture? Find(PictureGallery gallery, CurrentUser user, Job job)
    {
        foreach (var output in job.Result?.Outputs ?? [])
        {
            if ((JsonNode.Parse(output.Ui) as JsonObject)?["images"] is JsonArray { Count: > 0 } images
                && images[0] is JsonObject image && ImageNames.Folder((string?)image["type"]) is { } folder
                && (string?)image["filename"] is { } name)
                return gallery.Find(user, new StoredImage(name, (string?)image["subfolder"] ?? "", folder));
        }

        return null;
    }
}
