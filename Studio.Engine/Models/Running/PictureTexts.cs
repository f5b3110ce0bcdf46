using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Families;
using Studio.Engine.Tensors;
using Studio.Engine.Tokenizers;

namespace Studio.Engine.Models;

/// <summary>Texts with pictures in them to conditioning, through a text encoder that has a vision tower beside it.</summary>
public sealed class PictureTexts(ModelPool pool, TextEncoding encoding)
{
    /// <summary>What Qwen-Image is told of a change: the prompt, and pictures where it says so.</summary>
    /// <param name="prompt">May hold <see cref="QwenImageTexts.Picture"/> for each picture.</param>
    /// <param name="pictures">[1,H,W,3 or 4] in 0..1 each.</param>
    /// <param name="warn">Told of each embedding that was left out, in a sentence.</param>
    /// <exception cref="EngineException">BadPrompt: the encoder is of another family. BadFile: its file has no vision tower, or is
    /// damaged.</exception>
    public Conditioning Edit(ClipModel clip, string prompt, IReadOnlyList<Tensor> pictures, Action<string> warn,
        CancellationToken cancellationToken)
    {
        Require(clip);
        var tokens = Read(clip, pictures, cancellationToken);
        return encoding.Encode(clip, QwenImageTexts.Editing with { Pictures = tokens }, prompt, warn, cancellationToken);
    }

    /// <exception cref="EngineException">BadPrompt: the encoder is of another family.</exception>
    public static void Require(ClipModel clip)
    {
        if (clip.Encoders is not [{ Network: QwenText { TakesPictures: true } }])
            throw new EngineException(EngineError.BadPrompt,
                $"This node writes to the text encoder of Qwen-Image, but {clip.Name} has {string.Join(" and ", clip.Encoders.Select(encoder => encoder.Network.Role.Title))}. Load a Qwen2.5-VL-7B with CLIPLoader, type qwen_image.");
    }

    private PictureTokens[] Read(ClipModel clip, IReadOnlyList<Tensor> pictures, CancellationToken cancellationToken)
    {
        if (pictures.Count == 0)
            return [];
        var encoder = clip.Encoders[0];
        var tower = encoder.Source.Family.Find<QwenVision>() ?? throw new EngineException(EngineError.BadFile,
            $"'{encoder.Source.Name}' has no vision tower: it reads texts, but sees no pictures. Load the whole Qwen2.5-VL, or take the pictures out.");
        using var network = pool.Lease(new NetworkRecipe(encoder.Source, tower) { InMainMemory = encoder.InMainMemory }, cancellationToken);
        return [.. pictures.Select(picture => new QwenPicture(picture).Read(network.Session, cancellationToken))];
    }
}
