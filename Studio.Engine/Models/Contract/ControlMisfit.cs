namespace Studio.Engine.Models;

/// <summary>A control network and a model that do not belong together.</summary>
internal static class ControlMisfit
{
    public static EngineException Of(NetworkRecipe control, NetworkRecipe model) => new(EngineError.BadPrompt,
        $"'{control.Source.Name}' is a {control.Source.Family.Name}, but the model '{model.Source.Name}' is {model.Source.Family.Name}. Choose a ControlNet for {model.Source.Family.Name}, or a model that fits this one.");
}
