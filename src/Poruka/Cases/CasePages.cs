using Poruka.Cases.AddFact;
using Poruka.Cases.ChooseRoom;
using Poruka.Cases.CloseCase;
using Poruka.Cases.EditFacility;
using Poruka.Cases.EditSheet;
using Poruka.Cases.EditTask;
using Poruka.Cases.ExportCase;
using Poruka.Cases.FindDuplicates;
using Poruka.Cases.ImportCases;
using Poruka.Cases.ImportFacilities;
using Poruka.Cases.JoinCases;
using Poruka.Cases.KeepDuty;
using Poruka.Cases.KeepFiles;
using Poruka.Cases.ListCases;
using Poruka.Cases.ListTasks;
using Poruka.Cases.OpenCase;
using Poruka.Cases.PrintMedicalSheet;
using Poruka.Cases.RecordMassArrest;
using Poruka.Cases.ShowBoard;
using Poruka.Cases.ShowCalendar;
using Poruka.Cases.ShowCase;
using Poruka.Cases.StartPlaybook;
using Poruka.Cases.TakeCall;
using Poruka.Cases.WatchHealth;
using Poruka.Cases.WritePaper;

namespace Poruka.Cases;

/// <summary>The pages of cases.</summary>
internal static class CasePages
{
    /// <summary>Maps them.</summary>
    public static void MapCasePages(this IEndpointRouteBuilder routes)
    {
        routes.MapListCases();
        routes.MapOpenCase();
        routes.MapShowCase();
        routes.MapAddFact();
        routes.MapEditSheet();
        routes.MapChooseRoom();
        routes.MapEditTask();
        routes.MapListTasks();
        routes.MapStartPlaybook();
        routes.MapWatchHealth();
        routes.MapKeepDuty();
        routes.MapCalendar();
        routes.MapFacilities();
        routes.MapCloseCase();
        routes.MapMedicalSheet();
        routes.MapExportCase();
        routes.MapKeepFiles();
        routes.MapImportCases();
        routes.MapImportFacilities();
        routes.MapWritePaper();
        routes.MapMassArrest();
        routes.MapBoard();
        routes.MapJoinCases();
        routes.MapFindDuplicates();
        routes.MapTakeCall();
    }
}
