namespace Studio.Engine.Models.Families;

/// <summary>How Qwen's chat models are written to.</summary>
internal static class QwenChat
{
    /// <summary>Begins what a user says.</summary>
    public const string User = "<|im_start|>user\n";

    /// <summary>Ends it, and begins the answer.</summary>
    public const string Answer = "<|im_end|>\n<|im_start|>assistant\n";

    /// <summary>The same to a model that is not to think first.</summary>
    public const string AnswerAtOnce = Answer + "<think>\n\n</think>\n\n";

    /// <summary>Instructions, before what a user says.</summary>
    public static string System(string instructions) => $"<|im_start|>system\n{instructions}<|im_end|>\n";
}
