using Studio.Engine.Graph;
using Studio.Engine.Models;
using Studio.Engine.Models.Families;

namespace Studio.Engine.Nodes;

[Node("DualCLIPLoader", DisplayName = "Load CLIP (Dual)", Category = "model/loaders",
    Description = "Opens two text encoders from files of their own, in any order. Of its types there are sdxl (CLIP-L and OpenCLIP bigG) and flux (CLIP-L and T5-XXL).")]
public sealed class DualClipLoader(ModelPool pool, IModelFiles files) : INode<ClipModel>, IFingerprint
{
    private const string Sdxl = "sdxl";

    [Input(ChoicesFrom = typeof(TextEncoderNames))]
    public required string ClipName1 { get; init; }

    [Input(ChoicesFrom = typeof(TextEncoderNames))]
    public required string ClipName2 { get; init; }

    [Input(Choices =
    [
        Sdxl, "sd3", "flux", "hunyuan_video", "hidream", "hunyuan_image", "hunyuan_video_15", "kandinsky5", "kandinsky5_image", "ltxv",
        "newbie", "ace",
    ])]
    public string Type { get; init; } = Sdxl;

    [Input(Choices = [TextEncoderPlaces.Default, TextEncoderPlaces.Processor], Advanced = true)]
    public string? Device { get; init; }

    public ClipModel Run(NodeContext context)
    {
        var layouts = pool.Options.Families.All.SelectMany(family => family.Texts).Where(layout => layout.Parts.Count == 2);
        if (!layouts.Any(layout => layout.Name == Type))
            throw new EngineException(EngineError.Unsupported,
                $"Text encoders of the type '{Type}' are not supported yet. Use {string.Join(" or ", layouts.Select(layout => layout.Name).Distinct())} with the encoders of such a model.");
        var clip = TextEncoders.Join(pool.Options.Families, Type, [.. new[] { ClipName1, ClipName2 }.SelectMany(name =>
            pool.LoadTextEncoders(files.Require("text_encoders", name), context.CancellationToken))]);
        return TextEncoderPlaces.Put(clip, Device);
    }

    /// <summary>A file that was replaced is another encoder.</summary>
    public string? Fingerprint() => $"{files.Stamp("text_encoders", ClipName1)}\n{files.Stamp("text_encoders", ClipName2)}";
}
