namespace Studio.Engine.Graph;

/// <summary>Why a workflow cannot be read or sent.</summary>
/// <param name="NodeId">The node that it is about; null for the file as a whole.</param>
/// <param name="Title">What the node is called on the canvas.</param>
/// <param name="Sentence">For the person who made the workflow, with the node's id and title in it.</param>
public sealed record WorkflowFault(string? NodeId, string? Title, string Sentence);
