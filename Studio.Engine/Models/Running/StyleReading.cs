using Studio.Engine.Models.Diagrams;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Models;

/// <summary>What an encoder saw in a picture, as words behind a text's own.</summary>
public sealed class StyleReading(ModelPool pool)
{
    /// <summary>Each entry with the picture's tokens behind those of the text.</summary>
    /// <param name="strength">What the tokens are multiplied by.</param>
    /// <exception cref="EngineException">The picture was seen by another encoder, or the text is of another family (BadPrompt); the file is
    /// gone (BadFile); no memory (OutOfMemory).</exception>
    public Conditioning Add(Conditioning conditioning, StyleModel style, VisionOutput picture, float strength,
        CancellationToken cancellationToken)
    {
        var tokens = Tokens(style, picture, cancellationToken);
        TensorPrimitives.Multiply(tokens.Span, strength, tokens.Span);
        // pictures of a batch one behind the other
        return new Conditioning([.. conditioning.Entries.Select(entry => entry with { Embedding = Joined(entry.Embedding, tokens) })]);
    }

    /// <summary>What an encoder saw, as tokens [B,T,D] of the text.</summary>
    /// <inheritdoc cref="Add"/>
    public Tensor Tokens(StyleModel style, VisionOutput picture, CancellationToken cancellationToken)
    {
        var network = (ReduxNetwork)style.Recipe.Network;
        if (picture.LastHidden.Size(-1) != network.VisionWidth)
            throw new EngineException(EngineError.BadPrompt,
                $"The style model '{style.Recipe.Source.Name}' reads pictures as an encoder of width {network.VisionWidth} sees them, and this one has {picture.LastHidden.Size(-1)}. Load SigLIP (sigclip_vision_patch14_384.safetensors) with CLIPVisionLoader.");
        using var lease = pool.Lease(style.Recipe, cancellationToken);
        return lease.Session.Run([NamedInput.Of(ReduxNetwork.TokensInput, picture.LastHidden)], [ReduxNetwork.Result],
            cancellationToken)[0];
    }

    /// <summary>A text [B,T,D] with tokens behind it, those of several pictures one behind the other.</summary>
    /// <exception cref="EngineException">BadPrompt: the text is of another family.</exception>
    internal static Tensor Joined(Tensor text, Tensor tokens)
    {
        var width = tokens.Size(-1);
        if (text.Rank != 3 || text.Size(2) != width)
            throw new EngineException(EngineError.BadPrompt,
                $"The text is {text}, and the style model makes tokens of width {width}. Use it with a text that was encoded for FLUX.1.");
        var joined = new Tensor(text.Size(0), text.Size(1) + (tokens.Length / width), width);
        for (var row = 0; row < text.Size(0); row++)
        {
            text.Slice(row).Span.CopyTo(joined.Slice(row).Span);
            tokens.Span.CopyTo(joined.Slice(row).Span[(text.Size(1) * width)..]);
        }
        return joined;
    }
}
