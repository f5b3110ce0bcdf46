using Microsoft.Extensions.DependencyInjection;

namespace Studio.Engine.Graph;

/// <summary>Makes a node once, only to see whether it can be made.</summary>
public static class NodeTrial
{
    /// <summary>Why a node of this kind cannot be made from the services; null when it can.</summary>
    public static string? WhyNotMade(NodeSchema schema, IServiceProvider services)
    {
        try
        {
            ActivatorUtilities.CreateInstance(services, schema.NodeType);
            return null;
        }
        catch (Exception exception) // an extension's constructors may do anything
        {
            return $"{exception.GetType().Name}: {exception.Message}";
        }
    }
}
