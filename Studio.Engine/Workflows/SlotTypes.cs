namespace Studio.Engine.Workflows;

/// <summary>Which sockets an editor lets be joined: as its canvas library decides, by the names of their types.</summary>
internal static class SlotTypes
{
    /// <summary>Whether a socket takes anything.</summary>
    public static bool IsAny(string type) => type is "*" or "" or "0";

    /// <summary>Equal whatever the case, anything on either side, or lists ("A,B") that have a type in common.</summary>
    public static bool Fit(string one, string other)
    {
        if (IsAny(one) || IsAny(other) || one.Equals(other, StringComparison.OrdinalIgnoreCase))
            return true;
        if (!one.Contains(',', StringComparison.Ordinal) && !other.Contains(',', StringComparison.Ordinal))
            return false;
        return one.Split(',', StringSplitOptions.TrimEntries)
            .Intersect(other.Split(',', StringSplitOptions.TrimEntries), StringComparer.OrdinalIgnoreCase).Any();
    }

    /// <summary>
    /// The input that goes out again at an output of a bypassed node: the one beside it, else the first of just that type, else the first
    /// that fits; -1 for none.
    /// </summary>
    /// <param name="wanted">The type of the input at the end of the link.</param>
    public static int Bypass(WorkflowNode node, int output, string wanted)
    {
        var inputs = node.Inputs;
        if (IsAny(wanted))
            return inputs.Count > output ? output : inputs.Count > 0 ? 0 : -1;
        var given = node.Outputs.Count > output ? node.Outputs[output].Type : "*";
        if (inputs.Count > output && Takes(inputs[output]))
            return output;
        var first = -1;
        for (var i = 0; i < inputs.Count; i++)
        {
            if (inputs[i].Type == wanted)
                return i;
            if (first < 0 && Takes(inputs[i]))
                first = i;
        }
        return first;

        bool Takes(WorkflowInput input) => Fit(input.Type, given) && Fit(input.Type, wanted);
    }
}
