namespace Studio.Web.Workflows;

public enum WorkflowRefusal
{
    /// <summary>What was sent cannot be.</summary>
    Bad,

    /// <summary>It is not there, or somebody else's.</summary>
    NotFound,

    /// <summary>The role or the key does not allow it.</summary>
    NotAllowed,

    /// <summary>More than may be kept.</summary>
    TooMany,

    Maintenance,
}

/// <summary>A refusal by the rules of saved workflows, with a sentence for the person who asked.</summary>
public sealed class WorkflowException(WorkflowRefusal refusal, string message) : Exception(message)
{
    public WorkflowRefusal Refusal { get; } = refusal;

    public int Status => Refusal switch
    {
        WorkflowRefusal.Bad => StatusCodes.Status400BadRequest,
        WorkflowRefusal.NotFound => StatusCodes.Status404NotFound,
        WorkflowRefusal.NotAllowed => StatusCodes.Status403Forbidden,
        WorkflowRefusal.TooMany => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    public static WorkflowException Bad(string message) => new(WorkflowRefusal.Bad, message);

    public static WorkflowException Missing() => new(WorkflowRefusal.NotFound, "There is no such workflow.");

    /// <summary>What the work is refused with, in words; null when it is done.</summary>
    public static string? Of(Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (WorkflowException refused)
        {
            return refused.Message;
        }
    }
}
