using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Web.Auth;
using Studio.Web.Auth.Users;

namespace Studio.Web.Jobs;

/// <summary>Makes the request of a job: all that a run may know, so that it can be handed to any worker.</summary>
internal sealed class RunRequests(IUserFiles files, IPictureTexts texts, UserStore users, StudioOptions options)
{
    /// <exception cref="InvalidDataException">What is stored is no prompt.</exception>
    public RunRequest For(Job job)
    {
        var extra = JsonNode.Parse(job.ExtraData) as JsonObject;
        var parsed = PromptParser.Parse(job.Prompt).Prompt
            ?? throw new InvalidDataException($"The stored prompt of job {job.Id} cannot be read.");
        var method = extra?["preview_method"] is JsonValue value && value.TryGetValue(out string? name) && name != "default"
            ? name
            : options.PreviewMethod;
        return new(job.Id, parsed, job.Outputs, options.DisableMetadata ? null : extra?["extra_pnginfo"]?.DeepClone() as JsonObject,
            method)
        {
            Owner = job.Owner,
            Attempt = job.Attempt,
            Files = files.Of(OwnerOf(job)),
            Texts = texts.Of(parsed.Source, job.Outputs),
            WithMetadata = extra?["metadata"] is not JsonValue wanted || !wanted.TryGetValue(out bool with) || with,
        };
    }

    private CurrentUser OwnerOf(Job job) => job.Owner == CurrentUser.Local.Id
        ? CurrentUser.Local
        : users.Find(job.Owner)?.ToCurrentUser() ?? new CurrentUser(job.Owner, job.Owner, new HashSet<string>());
}
