using System.Globalization;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>What shapes do not tell, and a file's metadata may.</summary>
internal static class MetadataSettings
{
    /// <summary>A number above 0; null when the file does not say.</summary>
    public static int? Number(TensorNames tensors, string key) =>
        tensors.Header.Metadata.TryGetValue(key, out var text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : null;

    /// <summary>How many times as wide a level is.</summary>
    /// <exception cref="EngineException">BadFile: it is no whole number of times.</exception>
    public static int Multiple(TensorNames tensors, int size, int channels) => size % channels == 0
        ? size / channels
        : throw TensorHeader.Bad(tensors.Header.Path, $"a level of {size} channels is no multiple of {channels}");
}
