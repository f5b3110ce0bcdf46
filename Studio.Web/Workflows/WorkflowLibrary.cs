using System.Text.Json.Nodes;
using Studio.Web.Auth;

namespace Studio.Web.Workflows;

/// <summary>
/// Everybody's saved workflows, behind every door, with the rules: one sees and changes one's own and nobody else's, administrators
/// included; what the server came with is everybody's to run and copy. A key for certain workflows sees those and changes nothing.
/// Nothing is lost: each change is a version, and what is deleted lies in the bin.
/// </summary>
public sealed class WorkflowLibrary(WorkflowStore store, ShippedWorkflows shipped, MaintenanceGate maintenance, TimeProvider time)
{
    public const int MostPerOwner = 2_000;

    private const int LongestName = 120, LongestDescription = 4_000, MostTags = 20, LongestTag = 40, LongestDraft = 16 << 20;

    /// <summary>One's own, and behind them what the server came with.</summary>
    public IReadOnlyList<SavedWorkflow> List(CurrentUser user, WorkflowQuery query)
    {
        var words = (query.Text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var own = store.Of(user.Id).Where(workflow => workflow.Deleted is not null == query.Bin);
        if (query.Order == WorkflowOrder.Name)
            own = own.OrderBy(workflow => workflow.Name, StringComparer.OrdinalIgnoreCase);
        return
        [
            .. own.Concat(query.Bin ? [] : shipped.All)
                .Where(workflow => IsFor(user, workflow.Id))
                .Where(workflow => query.Tag is null || workflow.Tags.Contains(query.Tag))
                .Where(workflow => words.All(word => Says(workflow, word))),
        ];
    }

    /// <summary>Null when it is not there or not the user's. Those in the bin are found, so that they can be brought back.</summary>
    public SavedWorkflow? Find(CurrentUser user, string id)
    {
        if (!IsFor(user, id))
            return null;
        return store.Find(id) is { } own ? own.Owner == user.Id ? own : null : shipped.Find(id)?.About;
    }

    /// <summary>What a version holds, the one that runs when none is named.</summary>
    /// <exception cref="WorkflowException">NotFound.</exception>
    public WorkflowContent Content(CurrentUser user, string id, int? version = null)
    {
        var workflow = Find(user, id) ?? throw WorkflowException.Missing();
        return (workflow.IsShipped ? shipped.Find(id)?.Content : store.Content(id, version ?? workflow.Version))
            ?? throw WorkflowException.Missing();
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<WorkflowVersion> Versions(CurrentUser user, string id) =>
        Find(user, id) is not { } workflow ? throw WorkflowException.Missing()
        : workflow.IsShipped ? [new(1, "", workflow.Changed)]
        : store.Versions(id);

    /// <exception cref="WorkflowException">The content cannot be read, the name is none, there are too many, or it is not
    /// allowed.</exception>
    public SavedWorkflow Add(CurrentUser user, string name, WorkflowContent content, IReadOnlyList<string>? tags = null,
        string description = "")
    {
        RequireChange(user);
        if (store.Count(user.Id) >= MostPerOwner)
            throw new WorkflowException(WorkflowRefusal.TooMany,
                $"You have {MostPerOwner} workflows, those in the bin included; delete some for good first.");
        var now = time.GetUtcNow();
        var made = Described(new(Guid.NewGuid().ToString("D"), user.Id, "") { Created = now, Changed = now }, name, description, tags
            ?? []);
        store.Add(made, WorkflowImport.Checked(content), "");
        return made;
    }

    /// <summary>A new version, unless nothing is different. Returns the number of the one that runs now.</summary>
    /// <param name="versionName">Empty for none.</param>
    public int Save(CurrentUser user, string id, WorkflowContent content, string versionName = "")
    {
        var workflow = RequireOwn(user, id);
        RequireName(versionName, isNeeded: false);
        if (WorkflowImport.Checked(content).IsSameAs(Content(user, id)))
        {
            if (versionName.Length > 0)
                store.NameVersion(id, workflow.Version, versionName);
            store.KeepDraft(id, null);
            return workflow.Version;
        }
        return store.AddVersion(id, versionName, content, time.GetUtcNow());
    }

    /// <summary>An older version runs again, as a new one.</summary>
    public int Revert(CurrentUser user, string id, int version)
    {
        RequireOwn(user, id);
        return store.AddVersion(id, $"As version {version}", Content(user, id, version), time.GetUtcNow());
    }

    /// <param name="form">Null finds the inputs in the file again.</param>
    public int ChooseForm(CurrentUser user, string id, JsonArray? form) => Save(user, id, Content(user, id) with { Form = form });

    public SavedWorkflow Describe(CurrentUser user, string id, string? name = null, string? description = null,
        IReadOnlyList<string>? tags = null)
    {
        var workflow = RequireOwn(user, id);
        var changed = Described(workflow, name ?? workflow.Name, description ?? workflow.Description, tags ?? workflow.Tags)
            with { Changed = time.GetUtcNow() };
        store.Describe(changed);
        return changed;
    }

    /// <param name="picture">As prompts name it.</param>
    public void Picture(CurrentUser user, string id, string picture) => store.Describe(RequireOwn(user, id) with { Thumbnail = picture });

    public SavedWorkflow Duplicate(CurrentUser user, string id)
    {
        var from = Find(user, id) ?? throw WorkflowException.Missing();
        var name = from.IsShipped ? from.Name : $"{from.Name} (copy)";
        return Add(user, name.Length > LongestName ? name[..LongestName] : name, Content(user, id), from.Tags, from.Description);
    }

    /// <summary>Into the bin, or out of it.</summary>
    public void Bin(CurrentUser user, string id, bool isIn) => store.Bin(RequireOwn(user, id).Id, isIn ? time.GetUtcNow() : null);

    /// <summary>For good, out of the bin only.</summary>
    public void Remove(CurrentUser user, string id)
    {
        if (RequireOwn(user, id).Deleted is null)
            throw WorkflowException.Bad("Only what is in the bin can be deleted for good.");
        store.Remove(id);
    }

    /// <summary>What an editor holds and nobody has saved; null when there is nothing.</summary>
    public JsonObject? Draft(CurrentUser user, string id) => Find(user, id) is { IsShipped: false } ? store.Draft(id) : null;

    /// <param name="draft">Null forgets it.</param>
    public void KeepDraft(CurrentUser user, string id, JsonObject? draft)
    {
        RequireOwn(user, id);
        var text = draft?.ToJsonString();
        if (text?.Length > LongestDraft)
            throw WorkflowException.Bad($"A workflow has at most {LongestDraft >> 20} million characters.");
        store.KeepDraft(id, text);
    }

    private static bool IsFor(CurrentUser user, string id) => user.Workflows?.Contains(id) != false;

    private static bool Says(SavedWorkflow workflow, string word) => workflow.Name.Contains(word, StringComparison.OrdinalIgnoreCase)
        || workflow.Description.Contains(word, StringComparison.OrdinalIgnoreCase)
        || workflow.Tags.Any(tag => tag.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>One's own workflow, which may be changed.</summary>
    /// <exception cref="WorkflowException">It is not, or it may not.</exception>
    internal SavedWorkflow RequireOwn(CurrentUser user, string id)
    {
        RequireChange(user);
        var workflow = Find(user, id) ?? throw WorkflowException.Missing();
        return workflow.IsShipped
            ? throw new WorkflowException(WorkflowRefusal.NotAllowed, "This workflow is everybody's; make a copy and change that.")
            : workflow;
    }

    private void RequireChange(CurrentUser user)
    {
        if (!user.MayRun)
            throw new WorkflowException(WorkflowRefusal.NotAllowed,
                "Your role lets you look but not save anything; ask an administrator for the role artist.");
        if (user.Workflows is not null)
            throw new WorkflowException(WorkflowRefusal.NotAllowed, "This key runs certain workflows only and changes none.");
        if (maintenance.IsClosed)
            throw new WorkflowException(WorkflowRefusal.Maintenance, MaintenanceGate.Message);
    }

    private static SavedWorkflow Described(SavedWorkflow workflow, string name, string description, IReadOnlyList<string> tags)
    {
        if (description.Length > LongestDescription)
            throw WorkflowException.Bad($"A description has at most {LongestDescription} characters.");
        var plain = tags.Select(tag => tag.Trim()).Where(tag => tag.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        if (plain.Count > MostTags || plain.Exists(tag => tag.Length > LongestTag || tag.Any(char.IsControl)))
            throw WorkflowException.Bad($"A workflow has at most {MostTags} tags of at most {LongestTag} characters each.");
        return workflow with { Name = RequireName(name, isNeeded: true), Description = description.Trim(), Tags = plain };
    }

    private static string RequireName(string name, bool isNeeded)
    {
        var plain = name.Trim();
        return plain.Length <= LongestName && !plain.Any(char.IsControl) && !(isNeeded && plain.Length == 0)
            ? plain
            : throw WorkflowException.Bad($"A name has 1 to {LongestName} characters.");
    }
}
