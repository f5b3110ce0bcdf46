namespace Studio.Engine.Graph;

/// <summary>
/// A node that judges its own literals before anything runs; linked inputs still hold their initial values then. It is asked when the usual
/// checks of the other inputs found nothing, unless all that it judges are linked.
/// </summary>
public interface ICheckInputs
{
    /// <summary>
    /// Null when all is well, else what is wrong ("" for no words); reported for each input of the prompt that is marked
    /// <see cref="InputAttribute.CheckedByNode"/>. An exception is reported too.
    /// </summary>
    string? Check(InputCheck inputs);
}

/// <summary><see cref="ICheckInputs"/> for nodes that must wait to know.</summary>
public interface ICheckInputsAsync
{
    Task<string?> CheckAsync(InputCheck inputs, CancellationToken cancellationToken);
}

/// <summary>What a check may know beside the node's own properties.</summary>
/// <param name="Literals">The literal inputs by name, converted to their declared types: string, bool, BigInteger, double, JsonNode or
/// null.</param>
/// <param name="LinkTypes">The wire types that the linked inputs will get, by input name.</param>
public sealed record InputCheck(IReadOnlyDictionary<string, object?> Literals, IReadOnlyDictionary<string, string> LinkTypes);
