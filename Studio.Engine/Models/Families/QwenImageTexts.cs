using Studio.Engine.Tokenizers;

namespace Studio.Engine.Models.Families;

/// <summary>How Qwen-Image's texts are put to its text encoder; the instructions are those that it was trained with.</summary>
internal static class QwenImageTexts
{
    /// <summary>Where a picture's tokens go.</summary>
    public const string Picture = "<|vision_start|><|image_pad|><|vision_end|>";

    /// <summary>A picture to make.</summary>
    public static QwenPrompt Painting { get; } = Prompt("Describe the image by detailing the color, shape, size, texture, quantity, text, "
        + "spatial relationships of the objects and background:");

    /// <summary>Pictures to change.</summary>
    public static QwenPrompt Editing { get; } = Prompt("Describe the key features of the input image (color, shape, size, texture, objects, "
        + "background), then explain how the user's text instruction should alter or modify the image. Generate a new image that meets the "
        + "user's requirements while maintaining consistency with the original input where appropriate.");

    private static QwenPrompt Prompt(string instructions) => new(QwenChat.System(instructions) + QwenChat.User, QwenChat.Answer)
    {
        TakesMessages = true,
        DropsInstructions = true,
    };
}
