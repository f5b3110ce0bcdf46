using System.Text.Json.Nodes;

namespace Studio.Engine.Graph;

/// <summary>
/// One mistake in a prompt: which one, and the values that it is about. Words for it are those of a surface: <c>Comfy/ErrorText.cs</c> has
/// ComfyUI's.
/// </summary>
public abstract record PromptError
{
    private protected PromptError()
    {
    }

    /// <summary>The input at which to put it right; null when it is about none.</summary>
    public virtual string? InputName => null;

    /// <summary>There is no object of nodes.</summary>
    public sealed record NoPrompt : PromptError;

    /// <summary>It is no JSON text.</summary>
    /// <param name="Reason">A sentence for whoever wrote it.</param>
    public sealed record NotJson(string Reason) : PromptError;

    public sealed record TooManyNodes(int Nodes, int Allowed) : PromptError;

    /// <summary>It is a workflow as an editor keeps it, of which no prompt can be made.</summary>
    /// <param name="Faults">At least one.</param>
    public sealed record BadWorkflow(IReadOnlyList<WorkflowFault> Faults) : PromptError;

    public sealed record InputsNotAnObject(string NodeId) : PromptError;

    public sealed record NoClassType(string NodeId, string? Title) : PromptError;

    /// <summary>Some classes are not here.</summary>
    /// <param name="Nodes">The nodes of such classes, in order.</param>
    /// <param name="Help">Sentences on what to do about these classes; may be empty.</param>
    /// <param name="Nearest">Classes whose names are like that of the first.</param>
    public sealed record UnknownClass(IReadOnlyList<PromptNode> Nodes, IReadOnlyList<string> Help, IReadOnlyList<string> Nearest)
        : PromptError;

    /// <summary>No node in it, or none of those that were asked for, is an output.</summary>
    public sealed record NoOutputs : PromptError;

    /// <summary>No output can run.</summary>
    /// <param name="AtOutputs">The mistakes of the outputs themselves, in order.</param>
    public sealed record AllOutputsFailed(IReadOnlyList<PromptError> AtOutputs) : PromptError;

    /// <summary>Some outputs cannot run, and it was asked that all do.</summary>
    public sealed record SomeOutputsFailed : PromptError;

    /// <summary>The id that the client chose is no lower-case UUID with hyphens.</summary>
    public sealed record BadId : PromptError;

    /// <summary>Another prompt has the id.</summary>
    public sealed record IdInUse : PromptError;

    /// <summary>A mistake at one declared input.</summary>
    public abstract record AtInput(DeclaredInput Input) : PromptError
    {
        public override string InputName => Input.Schema.Name;
    }

    public sealed record MissingInput(DeclaredInput Input) : AtInput(Input);

    /// <summary>What the prompt has can be neither a link nor a value of this input.</summary>
    public sealed record NotALink(DeclaredInput Input, JsonNode? Received) : AtInput(Input);

    /// <summary>The output that a link leads to gives something else.</summary>
    /// <param name="Received">A wire type, or several with commas.</param>
    public sealed record WrongLinkType(DeclaredInput Input, string Received, InputValue.Link Link) : AtInput(Input);

    /// <summary>A literal cannot become what the input takes.</summary>
    /// <param name="Reason">In the words of Python's exceptions (<see cref="Python.PythonValues"/>).</param>
    public sealed record NotConvertible(DeclaredInput Input, JsonNode? Received, string Reason) : AtInput(Input);

    /// <param name="Received">The number, converted to the input's type.</param>
    public sealed record TooSmall(DeclaredInput Input, JsonNode Received, JsonNode Minimum) : AtInput(Input);

    /// <inheritdoc cref="TooSmall"/>
    public sealed record TooBig(DeclaredInput Input, JsonNode Received, JsonNode Maximum) : AtInput(Input);

    /// <summary>A value is none of the choices.</summary>
    /// <param name="Wrong">All or, where several may be chosen, some of what was received.</param>
    /// <param name="Meant">The choices that it may stand for, when there are several.</param>
    public sealed record NotAChoice(
        DeclaredInput Input, JsonNode? Received, IReadOnlyList<JsonNode?> Wrong, IReadOnlyList<string> Meant) : AtInput(Input);

    /// <summary>The node itself refuses an input.</summary>
    /// <param name="Input">Null for the types of its links.</param>
    /// <param name="Problem">The node's words; may be empty.</param>
    public sealed record RefusedByNode(string? Input, string Problem) : PromptError
    {
        public override string? InputName => Input;
    }

    /// <summary>A mistake that keeps a node from being checked to the end.</summary>
    public abstract record AtNode : PromptError
    {
        /// <summary>Through which input of another node it was reached; null for outputs.</summary>
        public Consumer? Consumer { get; init; }

        public override string? InputName => Consumer?.Input;
    }

    /// <summary>The node has no "inputs".</summary>
    public sealed record NoInputs : AtNode;

    /// <summary>A link leads to a node that there is not.</summary>
    /// <param name="Id">What the prompt has in the id's place.</param>
    public sealed record UnknownNode(JsonNode? Id) : AtNode;

    /// <summary>A link leads to an output that the node does not have.</summary>
    public sealed record UnknownSlot : AtNode;

    /// <summary>What a link has in the place of the output's number is none.</summary>
    public sealed record SlotNotANumber : AtNode;

    /// <summary>The node's own check failed.</summary>
    public sealed record CheckFailed(FailureCause Cause, string Message) : AtNode;

    /// <summary>The node needs itself.</summary>
    /// <param name="Nodes">All of the circle, from consumer to producer, the first not repeated.</param>
    public sealed record Cycle(string NodeId, IReadOnlyList<PromptNode> Nodes) : PromptError;
}

/// <summary>An input with the choices that it had when it was checked; null for types other than COMBO.</summary>
public sealed record DeclaredInput(InputSchema Schema, IReadOnlyList<string>? Choices);

/// <summary>An input that takes its value from a link.</summary>
/// <param name="Declared">Null for an input that the node does not declare.</param>
public sealed record Consumer(string Input, DeclaredInput? Declared, InputValue.Link Link);
