using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

internal static class ClipModelExtensions
{
    /// <summary>Refuses a CLIP that lacks an encoder which a node gives a text to.</summary>
    /// <param name="family">Whose encoders they are.</param>
    /// <param name="keys">As the encoders are called in token lists: l, g, t5xxl.</param>
    /// <exception cref="EngineException">BadPrompt: it has others.</exception>
    public static void Require(this ClipModel clip, string family, params IReadOnlyList<string> keys)
    {
        var has = clip.Layout.Parts.Select(part => part.Key).ToArray();
        if (!keys.Except(has).Any())
            return;
        throw Refused(clip, family, keys);
    }

    /// <summary>The same of a CLIP that needs only some of the encoders.</summary>
    /// <inheritdoc cref="Require"/>
    public static void RequireAny(this ClipModel clip, string family, params IReadOnlyList<string> keys)
    {
        if (clip.Layout.Parts.Any(part => !keys.Contains(part.Key)))
            throw Refused(clip, family, keys);
    }

    private static EngineException Refused(ClipModel clip, string family, IReadOnlyList<string> keys)
    {
        var wanted = keys.Count == 1 ? $"a text to the encoder {keys[0]}" : $"texts to the encoders {string.Join(" and ", keys)}";
        var present = string.Join(" and ", clip.Encoders.Select(encoder => encoder.Network.Role.Title));
        return new EngineException(EngineError.BadPrompt,
            $"This node gives {wanted} of {family}, but {clip.Name} has {present}. Use CLIPTextEncode with it, or the CLIP of a model of {family}.");
    }
}
