using Studio.Engine.Comfy;
using Studio.Engine.Graph;

namespace Studio.Tests.Support;

/// <summary>Errors as ComfyUI's clients read them.</summary>
internal static class ComfyWords
{
    public static ErrorText Text(this PromptError error) => ErrorText.Of(error);

    /// <summary>exception_type and exception_message.</summary>
    public static (string Type, string Message) Text(this ExecutionFailure failure) =>
        (FailureText.ExceptionOf(failure.Cause), FailureText.MessageOf(failure));
}
